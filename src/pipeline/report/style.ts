/** The look of a report: the studio's colours for light and dark, nothing loaded from elsewhere. */
export const style = `
:root{color-scheme:light dark;
--bg:light-dark(#F4F6F6,#0E1214);--surface:light-dark(#FFF,#151A1D);--sunken:light-dark(#ECEFF0,#0A0D0F);--line:light-dark(#DCE1E3,#293035);
--ink:light-dark(#14191C,#E8EDEF);--muted:light-dark(#4E5960,#A9B4BA);--faint:light-dark(#606B72,#8D989F);
--accent:light-dark(#0B6581,#58BBD9);--ok:light-dark(#13713F,#54C88C);--ok-soft:light-dark(#E0F3E8,#10301F);
--warn:light-dark(#8A5200,#E9AC45);--warn-soft:light-dark(#FBEFD8,#33260C);--danger:light-dark(#B42424,#FF857C);
--c1:light-dark(#414BC7,#7F90FF);--c2:light-dark(#DC660A,#FEAD4E);--c3:light-dark(#00A296,#5FE8D9);--c4:light-dark(#9E096A,#E6498A);
--c5:light-dark(#825E21,#BB8900);--c6:light-dark(#4D80A6,#5EBEFE);--c7:light-dark(#721214,#BA5A42);--c8:light-dark(#390892,#9C7CC0);
--c9:light-dark(#719B5D,#EDFA72);--c10:light-dark(#6D4A02,#FDCCA9);--c11:light-dark(#354C51,#A1BBC0);--c12:light-dark(#A06969,#EF7E7E)}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:14px/20px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1120px;margin:0 auto;padding:28px 20px 48px;display:grid;gap:16px;grid-template-columns:repeat(12,minmax(0,1fr))}
header,section,footer{grid-column:1/-1}
@media(min-width:840px){.half{grid-column:span 6}}
h1{font-size:24px;line-height:32px;margin:0;letter-spacing:-.01em;font-weight:650;overflow-wrap:anywhere}
h2{font-size:14px;line-height:20px;margin:0 0 10px;font-weight:620}
p{margin:0 0 8px}.muted{color:var(--muted)}.small{font-size:12px;line-height:16px}
section{background:var(--surface);border:1px solid var(--line);border-radius:10px;padding:16px 18px;min-width:0}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:1px;background:var(--line);padding:0;overflow:hidden}
.facts div{background:var(--surface);padding:14px 18px}
.facts dt{font-size:12px;line-height:16px;color:var(--muted)}.facts dd{margin:2px 0 0;font-size:22px;line-height:28px;font-weight:640;letter-spacing:-.01em}
.facts small{display:block;font-size:12px;line-height:16px;font-weight:400;color:var(--muted);letter-spacing:0}
.seal{display:inline-block;margin-top:10px;padding:4px 10px;border-radius:99px;font-weight:600;background:var(--ok-soft);color:var(--ok)}
.seal.not{background:var(--warn-soft);color:var(--warn)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%}th,td{padding:5px 14px 5px 0;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
th:first-child,td:first-child{text-align:left}td.wrap{white-space:normal;overflow-wrap:anywhere;min-width:min(220px,40vw)}th{font-size:12px;line-height:16px;color:var(--muted);font-weight:600}tr:last-child td{border-bottom:0}
code,pre{font:12px/17px ui-monospace,SFMono-Regular,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace}pre{margin:0;overflow-x:auto}
ul{margin:0;padding-left:18px}li{margin:2px 0}
svg{display:block;width:100%;height:auto}svg text{fill:var(--muted);font-size:12px;dominant-baseline:central}
svg .end{text-anchor:end}svg .mid,svg .count{text-anchor:middle}svg .title{fill:var(--faint)}
svg .count{fill:var(--ink);font-weight:620}svg .count.on{fill:light-dark(#FFF,#06222C)}
svg .cell{fill:var(--sunken)}svg .right{fill:var(--accent)}svg .wrong{fill:var(--danger)}
svg .grid{stroke:var(--line)}svg .curve{fill:none;stroke-width:2}svg .train{stroke:var(--faint)}svg .validation{stroke:var(--accent)}
svg .kept{stroke:var(--ok);stroke-dasharray:3 3}svg circle{fill-opacity:.85}
.legend{display:flex;flex-wrap:wrap;gap:4px 14px;margin-top:8px;font-size:12px;line-height:16px;color:var(--muted)}
.legend i{display:inline-block;width:9px;height:9px;border-radius:50%;margin-right:5px}
.pictures{display:flex;flex-wrap:wrap;gap:12px}.pictures figure{margin:0;width:96px}
.pictures img{display:block;width:96px;height:96px;object-fit:contain;image-rendering:pixelated;border-radius:6px;background:var(--sunken)}
.pictures figcaption{margin-top:4px;font-size:12px;line-height:15px;color:var(--muted);overflow-wrap:anywhere}
@media print{body{background:#fff}section{break-inside:avoid}}
`;
