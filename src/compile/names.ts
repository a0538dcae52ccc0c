/** Gives out names for C: valid identifiers, none twice, none that C or C++ has taken. */
export class Names {
  readonly #taken = new Set<string>(reserved);

  /** The wish itself where it is free, else the wish with a number behind it. */
  take(wish: string): string {
    const clean = wish.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=[0-9_]|$)/, 'x');
    let name = clean;
    for (let i = 2; this.#taken.has(name); i++) name = `${clean}_${i}`;
    this.#taken.add(name);
    return name;
  }
}

/** Keywords of C99 and C++17, macros of common compilers, and the parameters of our own functions. */
const reserved = `
  alignas alignof and and_eq asm auto bitand bitor bool break case catch char class compl const
  const_cast constexpr continue decltype default delete do double dynamic_cast else enum explicit
  export extern false float for friend goto if inline int long mutable namespace new noexcept not
  not_eq nullptr operator or or_eq private protected public register reinterpret_cast restrict
  return short signed sizeof static static_assert static_cast struct switch template this
  thread_local throw true try typedef typeid typename union unsigned using virtual void volatile
  wchar_t while xor xor_eq main NULL linux unix errno memcpy memmove memset size_t
  window arena memory features result stream reading best_label slide compute_features
  compute_network
`
  .trim()
  .split(/\s+/);
