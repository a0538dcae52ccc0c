/** The first page that a studio shows: makes the owner, signs people in, and lists what is there. */
export const pageHtml = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Thimble</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/front.css">
<script src="/front.js" defer></script>
</head>
<body>
<header><strong>Thimble</strong><span id="who"></span></header>
<main id="main" aria-live="polite"><h1>Thimble</h1><p>One moment …</p></main>
<footer>Works offline. Nothing has left this machine. <a href="/api/docs/">What can be asked of it</a></footer>
</body>
</html>
`;

export const pageCss = `:root{
  color-scheme:light dark;
  --bg:light-dark(#F4F6F6,#0E1214);--surface:light-dark(#FFFFFF,#151A1D);--ink:light-dark(#14191C,#E8EDEF);
  --muted:light-dark(#4E5960,#A9B4BA);--line:light-dark(#DCE1E3,#293035);--edge:light-dark(#7D878E,#6B767D);
  --accent:light-dark(#0B6581,#58BBD9);--on-accent:light-dark(#FFFFFF,#06222C);--danger:light-dark(#B42424,#FF857C)}
*{box-sizing:border-box}
body{margin:0 auto;max-width:960px;min-height:100vh;padding:0 24px;display:flex;flex-direction:column;background:var(--bg);color:var(--ink);
  font:14px/20px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif;font-variant-numeric:tabular-nums}
header,footer{display:flex;flex-wrap:wrap;gap:4px 16px;justify-content:space-between;align-items:center;padding:16px 0}
footer{color:var(--muted);font-size:12px;line-height:16px}
main{flex:1}
h1{margin:8px 0 4px;font-size:20px;line-height:28px;font-weight:650}
h2{margin:0;font-size:14px;line-height:20px;font-weight:620}
p{margin:4px 0 16px;color:var(--muted)}
.card{margin:0 0 16px;padding:16px;background:var(--surface);border:1px solid var(--line);border-radius:10px;overflow-x:auto}
.card p{margin-bottom:8px}
form.card{max-width:420px;display:grid;gap:12px}
label{display:grid;gap:4px;font-weight:600}
input{height:34px;padding:0 10px;font:inherit;color:inherit;background:var(--bg);border:1px solid var(--edge);border-radius:6px}
button{height:34px;padding:0 16px;font:inherit;font-weight:600;border-radius:6px;border:1px solid var(--edge);background:none;color:inherit;cursor:pointer}
button.primary{background:var(--accent);color:var(--on-accent);border-color:var(--accent)}
a{color:var(--accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
table{width:100%;border-collapse:collapse}
th,td{padding:8px 12px 8px 0;text-align:left;border-top:1px solid var(--line);vertical-align:top}
th{font-weight:600;color:var(--muted);border-top:0}
.number{text-align:right;padding-right:24px}
.error{margin:0;color:var(--danger)}
.error:empty{display:none}
@media (max-width:760px){body{padding:0 16px}input,button{height:40px}}
`;
