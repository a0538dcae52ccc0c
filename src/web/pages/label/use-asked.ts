import { getRouteApi } from '@tanstack/react-router';

const route = getRouteApi('/signed-in/p/$project/label');

/** Whether the model is asked about what is looked at; once it is, it is of the next ones, too. */
export function useAsked() {
  const { suggest = false } = route.useSearch();
  const navigate = route.useNavigate();
  const onAsk = () =>
    void navigate({ search: (now) => ({ ...now, suggest: true }), replace: true });
  return { asked: suggest, onAsk };
}
