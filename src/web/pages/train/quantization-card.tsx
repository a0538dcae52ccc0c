import { Card } from '../../parts/card.tsx';
import { WideTable } from '../../parts/wide-table.tsx';
import { percent } from '../../parts/words.ts';

interface QuantizationCardProps {
  readonly how: string;
  readonly layers: readonly {
    readonly layer: string;
    readonly relativeError: number;
    readonly addedError: number;
  }[];
}

/** What whole numbers cost, layer by layer. */
export function QuantizationCard({ how, layers }: QuantizationCardProps) {
  const most = Math.max(...layers.map(({ addedError }) => Math.abs(addedError)), 1e-9);
  return (
    <Card title="From float to int8">
      <details>
        <summary className="muted">{how}</summary>
        <WideTable name="Error of each layer">
          <table>
            <thead>
              <tr>
                <th scope="col">Layer</th>
                <th scope="col" className="number">
                  Error after it
                </th>
                <th scope="col" className="number">
                  Added by it
                </th>
                <th scope="col">
                  <span className="unseen">Share</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {layers.map(({ layer, relativeError, addedError }) => (
                <tr key={layer}>
                  <td>{layer}</td>
                  <td className="number">{percent(relativeError)}</td>
                  <td className="number">{percent(addedError)}</td>
                  <td style={{ width: 120 }}>
                    <div
                      style={{
                        height: 6,
                        width: `${(100 * Math.abs(addedError)) / most}%`,
                        background: 'var(--axis-2)',
                        borderRadius: 3,
                      }}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </WideTable>
      </details>
    </Card>
  );
}
