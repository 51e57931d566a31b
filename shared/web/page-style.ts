/**
 * The style of all pages: light and dark, phone and paper. Each kind of mark has a strong and a pale colour.
 * Text has a contrast of at least 4.5 to 1 on every background (WCAG 2.2, 1.4.3).
 */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--paper:#fff;--ink:#15191e;--soft:#59626d;--line:#dfe3e8;--faint:#f6f7f9;--up:#dbeae1;--off:#e9ecf0;--off-line:#b3bbc5;
--red:#b93a1d;--red-pale:#f9e5de;--amber:#8f5a00;--amber-pale:#faedd3;--blue:#2f62a6;--blue-pale:#dde8f6;--violet:#6d5299;--violet-pale:#ece6f5}
@media screen and (prefers-color-scheme:dark){:root{--paper:#121518;--ink:#e9ebee;--soft:#9ba5b0;--line:#2b3138;--faint:#1a1e23;--up:#20362b;--off:#23282f;--off-line:#4a535e;
--red:#f0765a;--red-pale:#3c2019;--amber:#e3a744;--amber-pale:#3a2c12;--blue:#84abe4;--blue-pale:#1d2b40;--violet:#b7a0e0;--violet-pale:#2a2338}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0 auto;padding:2.75rem 1.5rem 3rem;max-width:56rem;background:var(--paper);color:var(--ink);
font:400 .9375rem/1.55 Inter,ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums lining-nums;text-rendering:optimizeLegibility;overflow-wrap:break-word}
h1,h2,h3,h4,p,ul,ol,dl,dd,table{margin:0;padding:0}
ul,ol{list-style:none}
a{color:inherit;text-decoration:underline;text-decoration-color:var(--off-line);text-decoration-thickness:1px;text-underline-offset:.18em}
a:hover{text-decoration-color:currentColor}
:focus-visible{outline:2px solid var(--blue);outline-offset:3px;border-radius:2px}
h1{font-size:1.6rem;line-height:1.25;font-weight:620;letter-spacing:-.018em}
h1 span{color:var(--soft);font-weight:420;white-space:nowrap}
h2{font-size:1.0625rem;line-height:1.3;font-weight:620;letter-spacing:-.008em;margin-bottom:.25rem}
h3,h4{font-size:inherit;font-weight:560}
section{margin-top:3rem}
.overline{font-size:.8125rem;color:var(--soft);margin-bottom:.2rem}
.aside{color:var(--soft);font-size:.8125rem}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
thead.hidden{display:block}
.defs{position:absolute}
.money,.number{white-space:nowrap}
.id{font:400 .92em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-variant-ligatures:none;overflow-wrap:anywhere}
.span time{white-space:nowrap}
table{border-collapse:collapse;width:100%}
th{font-weight:inherit;text-align:left}
small{font-size:.78em;font-weight:400;letter-spacing:0;color:var(--soft)}:is(.aside,.evidence,.legend,.changes) small{font-size:.86em}
.headline{display:grid;grid-template-columns:auto minmax(0,1fr);column-gap:2rem;align-items:center;margin-top:1.9rem}
.big{font-size:3.25rem;line-height:1;font-weight:600;letter-spacing:-.035em;white-space:nowrap}
.big .code{font-size:1rem;font-weight:500;letter-spacing:.02em;color:var(--soft)}
.headline .big{display:block}.headline .big+.big{margin-top:.5rem;font-size:2.25rem}
.headline-text{max-width:50ch;line-height:1.5;text-wrap:pretty}
.key{display:grid;grid-template-columns:repeat(4,minmax(0,1fr));margin-top:2rem;border:solid var(--line);border-width:1px 0}
.key div{padding:.85rem 1rem .9rem;border-left:1px solid var(--line)}
.key div:first-child{padding-left:0;border-left:0}
.key dt{font-size:.8125rem;color:var(--soft)}
.key dd{font-size:1.25rem;line-height:1.4;font-weight:560;letter-spacing:-.012em}
.key dd.aside{font-size:.8125rem;font-weight:400;letter-spacing:0}
.top{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 1.5rem}
.utc{font-size:.8125rem;color:var(--soft)}
.utc input{margin:0 .35rem 0 0;vertical-align:-.12em;accent-color:var(--blue)}
body:has(#utc:checked) main time[title]::after,body:has(#utc:checked) footer time[title]::after{content:" (" attr(title) ")";color:var(--soft);font-weight:400;white-space:nowrap}
.up{fill:var(--up)}.downtime{fill:var(--red)}.unrecognized{fill:url(#p-unrecognized);stroke:var(--amber);stroke-width:.75}.forfeited{fill:url(#p-forfeited);stroke:var(--red);stroke-width:.75}
.pending{fill:url(#p-pending);stroke:var(--amber);stroke-width:.75;stroke-dasharray:3 2}.excused{fill:url(#p-excused);stroke:var(--blue);stroke-width:.75}.maintenance{fill:url(#p-maintenance);stroke:var(--violet);stroke-width:.5}
.weekend{fill:var(--off)}.holiday{fill:url(#p-holiday)}.off-hours{fill:url(#p-off-hours)}.inactive{fill:url(#p-inactive);stroke:var(--off-line);stroke-width:.5}.future{fill:var(--paper);stroke:var(--off-line);stroke-width:.75;stroke-dasharray:2 2}
.outside{fill:var(--soft)}.notice{fill:var(--ink);overflow:visible}
.amber{fill:var(--amber)}.amber-pale{fill:var(--amber-pale)}.blue{fill:var(--blue)}.blue-pale{fill:var(--blue-pale)}.red{fill:var(--red)}.red-pale{fill:var(--red-pale)}
.violet{fill:none;stroke:var(--violet);stroke-width:.8}.violet-pale{fill:var(--violet-pale)}.off{fill:var(--off)}.off-line{fill:var(--off-line)}.paper{fill:var(--paper)}
.tick{stroke:var(--paper);stroke-width:1;opacity:.75}.change{stroke:var(--ink);stroke-width:1.25;stroke-dasharray:2 1.5}
svg{display:block;flex:none;print-color-adjust:exact;-webkit-print-color-adjust:exact}
svg text{fill:var(--soft);font-size:11px}
.swatch{display:inline-block;vertical-align:-.1em;margin-right:.5rem;flex:none}
.days{margin-top:.75rem;table-layout:fixed}
.days th,.days td{padding:0;vertical-align:top;line-height:1;height:20px}
.days th:first-child{width:3.6rem;font-size:.8125rem;padding-top:1px}
.days th time{display:inline-block;width:1.15rem;text-align:right;white-space:nowrap}
.days th time span{color:var(--soft);margin-left:.3rem}
.days .earned{width:5.2rem;padding:1px 0 0 .7rem;font-size:.8125rem;white-space:nowrap}
.days .earned b{font-weight:600;color:var(--red)}
.days .monday th,.days .monday td{padding-top:6px;height:26px}
.days .monday th:first-child,.days .monday .earned{padding-top:7px}
.hours,.strip{overflow:visible}.hours .hour{text-anchor:middle}.days .hours .hour:first-child{text-anchor:start}
.legend{display:grid;grid-template-columns:repeat(auto-fill,minmax(16.5rem,1fr));gap:.3rem 1.5rem;margin:1rem 0 .5rem;font-size:.8125rem}
.legend li{display:flex;align-items:center}
.legend data{margin-left:auto;padding-left:.75rem;white-space:nowrap}
.downtimes,.revisions{margin-top:.75rem;border-top:1px solid var(--line)}
.downtimes>li,.revisions>li{display:grid;grid-template-columns:17rem minmax(0,1fr) auto;column-gap:1.5rem;padding:.85rem 0 .95rem;border-bottom:1px solid var(--line);break-inside:avoid}
.downtimes :is(h3,h4),.revisions h3{grid-area:1/1}
.what{grid-area:2/1;color:var(--soft)}
.category,.delta{grid-area:3/1}
.entry-text{grid-area:1/2/5/4;max-width:36rem}
.components::before{content:"· "}
.category{font-size:.8125rem;font-weight:560;color:var(--soft)}
.category.downtime,.category.forfeited{color:var(--red)}.category.unrecognized,.category.pending{color:var(--amber)}.category.excused{color:var(--blue)}.category.maintenance{color:var(--violet)}
.parts{margin:.42rem 0 .5rem;overflow:visible}
.evidence,.changes{margin-top:.4rem;color:var(--soft);font-size:.8125rem}
.evidence li{position:relative;padding-left:5.6rem}.changes li{position:relative;padding-left:.9rem}.changes li::before{content:"–";position:absolute;left:0}
.kind{position:absolute;left:0}
q{display:block;unicode-bidi:plaintext;margin:.15rem 0 .25rem;padding-left:.75rem;border-left:2px solid var(--line);quotes:none;color:var(--ink);white-space:pre-line;overflow-wrap:anywhere}
q::before,q::after{content:none}
.sum,.compare{margin-top:.6rem}
.sum th,.sum td{padding:.34rem 1.25rem .34rem 0;vertical-align:baseline;border-top:1px solid var(--line)}
.sum tr:first-child>*{border-top-color:transparent}
.sum th{width:31%}.sum td:nth-child(2){color:var(--soft)}
.number{text-align:right}
.sum td.number,.compare .number:last-child,.compare th:last-child{padding-right:0}
.sum tr.sum>*{border-top-color:var(--ink);font-weight:600;padding-bottom:.85rem}
.sum tr.sum td:nth-child(2){font-weight:400}
.sum tr.sum:last-child>*{font-size:1.0625rem}.sum tr.sum:last-child td:nth-child(2){font-size:inherit}
.compare th,.compare td{padding:.34rem 1.25rem .34rem 0;border-bottom:1px solid var(--line)}
.compare th:first-child{min-width:6rem}.compare thead th{font-size:.8125rem;color:var(--soft);text-align:right}
.delta{font-size:.8125rem;color:var(--soft)}
.contract{font-size:.8125rem;color:var(--soft);columns:2 20rem;column-gap:2.5rem;margin-top:.5rem}
.contract>*{margin-bottom:.45rem;break-inside:avoid}.contract dt{font-weight:560;color:var(--ink)}.contract :target dd{color:var(--ink)}
.cite{color:var(--soft);white-space:nowrap}
.reasons{margin:.3rem 0 .9rem;max-width:44rem}.reasons li{padding:.12rem 0}
.service{margin-top:3.5rem;padding-top:.5rem;border-top:2px solid var(--line)}.service>h2{font-size:1.35rem;letter-spacing:-.012em}.service .headline{margin-top:.9rem}.service .headline .big{font-size:2.25rem}
.service section{margin-top:2.2rem}.service section>h3{margin-top:0;font-size:1.0625rem;line-height:1.3;font-weight:620;letter-spacing:-.008em;margin-bottom:.25rem}.services{margin-top:1.2rem}
.wide{overflow-x:auto;margin-top:.6rem}
.ledger th,.ledger td{padding:.4rem 1.25rem .4rem 0;border-bottom:1px solid var(--line);vertical-align:baseline}
.ledger thead th{font-size:.8125rem;color:var(--soft);white-space:nowrap}.ledger :is(th,td):last-child{padding-right:0}
.ledger th.number{text-align:right}.ledger tbody th .id{white-space:nowrap}.ledger .missed{color:var(--red);font-weight:600}.soft{color:var(--soft)}
.ledger button{all:unset;cursor:pointer;position:relative}.ledger button:hover{color:var(--ink)}.ledger button:focus-visible{outline:2px solid var(--blue);outline-offset:3px;border-radius:2px}
.ledger button::after{position:absolute;left:100%;padding-left:.15em}[aria-sort=descending] button::after{content:"↓"}[aria-sort=ascending] button::after{content:"↑"}
.meter{min-width:8rem;margin:.2rem 0 .1rem}.ledger:has(.meter) td,.ledger:has(.meter) tbody th{vertical-align:middle}.limit{stroke:var(--ink);stroke-width:2}
.lanes{margin-top:.75rem;table-layout:fixed}.lanes th:first-child{width:13.5rem;padding:0 1rem 0 0;vertical-align:middle;line-height:1.3}
.lanes th span{color:var(--soft);font-size:.8125rem}.lanes td,.lanes th{padding:0 0 .45rem}.lanes th:first-child{padding-bottom:.45rem}
.bars{margin-top:.6rem}.bars th,.bars td{padding:.34rem 0}.bars th{width:13.5rem}.bars td.number{width:9rem}.bars td svg{overflow:visible}.bars tr:last-child>*{border-top:1px solid var(--ink);font-weight:600}
.notes{margin:.35rem 0 .9rem}.notes li{padding:.18rem 0}.notes .id{color:var(--soft);margin-right:.5rem}
section>h3{margin-top:.7rem}
footer{margin-top:3rem;padding-top:.9rem;border-top:1px solid var(--line);color:var(--soft);font-size:.8125rem}
@media screen and (max-width:44rem){
body{padding:1.5rem 1rem 2rem}
h1{font-size:1.4rem;margin-top:.3rem}h1 span{display:block}
section{margin-top:2.4rem}
.headline{grid-template-columns:1fr;row-gap:.8rem;margin-top:1.4rem}.big{font-size:2.75rem}.headline .big.long{font-size:1.875rem;white-space:normal;overflow-wrap:anywhere}.compare .money{white-space:normal;overflow-wrap:anywhere}
.key{grid-template-columns:repeat(2,minmax(0,1fr))}.key div{padding:.7rem 0 .7rem .8rem}.key dd{font-size:1.125rem}.key div:nth-child(odd){padding:.7rem .8rem .7rem 0;border-left:0}.key div:nth-child(n+3){border-top:1px solid var(--line)}
.days .earned{width:3.6rem;padding-left:.5rem;white-space:normal}.days th:first-child{width:3.4rem;font-size:.75rem}
.hours .odd{display:none}.bars th{width:7rem}.bars td.number{width:7.5rem}
.lanes tr{display:grid}.lanes thead th:first-child{display:none}.lanes th:first-child{width:auto;padding:.3rem 0 .15rem}
.stack thead{position:absolute;clip-path:inset(50%)}.stack tr{display:grid;grid-template-columns:1fr auto;padding:.55rem 0 .6rem;border-bottom:1px solid var(--line)}.ledger.stack :is(th,td){border:0;padding:0}
.stack .meters{grid-area:2/1/3/3}.stack [data-label]{text-align:left;font-size:.8125rem}.stack [data-label]::before{content:attr(data-label) " ";color:var(--soft)}.stack [data-label]:nth-of-type(3){text-align:right}
.legend{grid-template-columns:1fr}
.downtimes>li,.revisions>li{grid-template-columns:minmax(0,1fr) auto}
.downtimes :is(h3,h4),.revisions h3{grid-area:1/1/2/3}.what{grid-area:2/1}.category,.delta{grid-area:2/2}.entry-text{grid-area:3/1/4/3}
.sum tr{display:grid;grid-template-columns:minmax(0,1fr) auto}.sum th,.sum td{border:0;padding:0}.sum tr{border-top:1px solid var(--line);padding:.4rem 0}.sum tr.sum{border-top-color:var(--ink)}
.sum th{grid-area:1/1;padding-right:1rem;width:auto}.sum td.number{grid-area:1/2}.sum td:nth-child(2){grid-area:2/1/3/3;font-size:.8125rem}.sum tr.sum>*{padding-bottom:0}.sum tr.sum:last-child td:nth-child(2){font-size:.8125rem}
.compare th,.compare td{padding-right:.5rem;font-size:.8125rem}.compare td:last-child{min-width:5.75rem}.compare th:first-child{min-width:0}.compare td:nth-child(2){white-space:normal}.compare td .money{white-space:normal}.ledger tbody th{min-width:9rem}
}
@media print{
@page{margin:15mm 14mm}
body{max-width:none;padding:0;font-size:9.25pt;line-height:1.42}
.utc:not(:has(:checked)){display:none}.utc input{display:none}
section{margin-top:1.6rem}
h2{break-after:avoid}tr,li,.sum,.compare{break-inside:avoid}
a{text-decoration:none}.cite{color:inherit}a[href^=http]::after{content:" (" attr(href) ")"}
.sum tr.sum:last-child>*{font-size:1rem}
.headline{margin-top:.9rem}.key{margin-top:.9rem}.calendar{margin-top:1.1rem}.legend{margin:.5rem 0 .2rem;gap:.1rem 1.1rem;grid-template-columns:auto auto auto;font-size:7.75pt}.legend li{white-space:nowrap}.aside{font-size:8pt}.key dd.aside{font-size:7.5pt}
.big{font-size:2.5rem}.key dd{font-size:1.0625rem}.key div{padding:.5rem .8rem}
.days th,.days td{height:18px}.days .strip{height:18px}.days .monday th,.days .monday td{height:21px;padding-top:3px}.days .monday th:first-child,.days .monday .earned{padding-top:4px}
.downtimes>li,.revisions>li{padding:.5rem 0 .55rem;grid-template-columns:13.5rem minmax(0,1fr) auto}.evidence,.changes,.category{font-size:8pt}.entry-text{max-width:none}
footer{margin-top:1.5rem}
.ledger thead th,.lanes th span{font-size:8pt}.lanes svg .day{font-size:8px}
}
`;
