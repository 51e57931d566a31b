/** The style of the navigation, forms and notes, added to the style of every page. */
export const CONSOLE_STYLE = `
.console{display:flex;flex-wrap:wrap;align-items:baseline;gap:.2rem 1.35rem;margin:-1.6rem 0 2.2rem;padding-bottom:.7rem;border-bottom:1px solid var(--line);font-size:.875rem}
.console a{text-decoration:none;color:var(--soft);padding:.15rem 0}.console a:hover{color:var(--ink)}.console a[aria-current]{color:var(--ink);font-weight:560;box-shadow:0 .2rem 0 -.06rem var(--ink)}
.console .name{color:var(--ink);font-weight:620;letter-spacing:-.01em;margin-right:.4rem}.console .name span{font-weight:420;color:var(--soft)}
.console .principal{margin-left:auto;color:var(--soft);font-size:.8125rem;overflow-wrap:anywhere}
.console .out{margin:0}.console .out button{padding:.15rem .55rem;font-size:.8125rem}
.skip{position:absolute;left:-100vw;top:0;padding:.5rem 1rem;background:var(--paper)}.skip:focus{left:.5rem;z-index:1}
.console .search{margin:0;flex:1 1 9rem;max-width:20rem}.console .search input{padding:.2rem .55rem;font-size:.8125rem}
.crumbs{margin:-1.4rem 0 1.5rem;font-size:.8125rem}.crumbs ol{display:flex;flex-wrap:wrap}.crumbs li+li::before{content:"›";margin:0 .5rem;color:var(--soft)}.crumbs a{color:var(--soft)}
.tabs{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;margin-top:1.2rem;font-size:.875rem}.tabs a{color:var(--soft);text-decoration:none}.tabs a[aria-current]{color:var(--ink);font-weight:560;box-shadow:0 .2rem 0 -.06rem var(--ink)}
.filters{display:flex;flex-wrap:wrap;gap:.6rem 1rem;align-items:end;margin-top:1rem}.filters label{display:block;font-size:.8125rem;color:var(--soft)}.filters :is(input,select){width:12rem}
.many{display:grid;grid-template-columns:repeat(auto-fill,minmax(11rem,1fr));gap:.1rem 1rem}.many label{display:flex;gap:.5rem;align-items:baseline;overflow-wrap:anywhere}.many input{flex:none}
.wide{background:linear-gradient(to right,var(--paper) 30%,transparent) left/2.5rem 100% no-repeat local,linear-gradient(to left,var(--paper) 30%,transparent) right/2.5rem 100% no-repeat local,linear-gradient(to right,var(--off-line),transparent) left/.7rem 100% no-repeat scroll,linear-gradient(to left,var(--off-line),transparent) right/.7rem 100% no-repeat scroll}
.banner{margin:0 0 1.6rem;padding:.7rem .95rem;background:var(--faint);border-left:3px solid var(--blue);font-size:.875rem}.banner p+p{margin-top:.25rem}.banner.done{border-color:var(--ink)}
.banner .find{margin-top:.6rem}.banner .row{display:flex;flex-wrap:wrap;gap:.35rem 1.1rem;align-items:baseline}
.wrong{margin:1.4rem 0 0;padding:.7rem .95rem;border-left:3px solid var(--red);background:var(--red-pale)}.wrong a{color:inherit}
.lead{max-width:62ch;margin-top:.7rem;color:var(--soft);text-wrap:pretty}
.entry{max-width:38rem;margin-top:1.6rem}
.field{margin-top:1.15rem}.field>label,.field>legend,.choices legend{display:block;font-weight:560;padding:0;margin-bottom:.15rem}
.field .aside{font-weight:400}
.field .hint{color:var(--soft);font-size:.8125rem;margin-bottom:.3rem}
.fault{color:var(--red);font-size:.8125rem;font-weight:560;margin-bottom:.3rem}
fieldset{border:0;margin:1.15rem 0 0;padding:0;min-width:0}
.choices label{display:flex;gap:.55rem;align-items:baseline;padding:.16rem 0}.choices input[type=radio]{accent-color:var(--blue);margin:0;flex:none;align-self:center}
.choices .with{display:flex;flex-wrap:wrap;gap:.1rem 1rem;align-items:center;margin:.3rem 0}.choices .with label{min-width:9rem}.choices .with :is(input[type=text],select){flex:1 1 12rem;width:auto}
.two{display:grid;grid-template-columns:1fr 1fr;gap:0 1.1rem}
:is(input:not([type=radio],[type=checkbox]),select,textarea){font:inherit;color:inherit;background:var(--paper);border:1px solid var(--off-line);border-radius:4px;padding:.42rem .6rem;width:100%;max-width:100%}
textarea{min-height:6.5rem;resize:vertical;line-height:1.45}[aria-invalid=true]{border-color:var(--red);box-shadow:inset 0 0 0 1px var(--red)}
.acts{display:flex;flex-wrap:wrap;gap:.7rem 1.1rem;align-items:center;margin-top:1.6rem}
button.act{font:inherit;font-weight:560;cursor:pointer;color:var(--paper);background:var(--ink);border:1px solid var(--ink);border-radius:4px;padding:.5rem 1.05rem}button.act:hover{opacity:.86}
button.quiet{font:inherit;cursor:pointer;color:var(--ink);background:none;border:1px solid var(--off-line);border-radius:4px;padding:.42rem .9rem}button.quiet:hover{border-color:var(--ink)}
.find{display:flex;gap:.6rem;margin-top:1rem;max-width:34rem}.find input{flex:1}
.facts{margin-top:.7rem;table-layout:auto}.facts td:first-child,.months th{white-space:nowrap}.facts td .id{color:var(--soft);font-size:.8125rem}
.who{display:inline-block;min-width:7rem}.wide table:has(thead th:nth-child(4)){min-width:36rem}.wide table:has(thead th:nth-child(6)){min-width:46rem}
.gone{text-decoration:line-through;text-decoration-color:var(--soft)}
.pairs{display:grid;grid-template-columns:10.5rem minmax(0,1fr);gap:.3rem 1.25rem;margin-top:.75rem}.pairs dt{color:var(--soft)}.pairs dd{overflow-wrap:anywhere}
pre{margin:.6rem 0 0;padding:.8rem .95rem;background:var(--faint);border:1px solid var(--line);border-radius:4px;max-height:30rem;overflow:auto;font:400 .8125rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre-wrap;overflow-wrap:anywhere}
.kinds{display:grid;grid-template-columns:repeat(auto-fill,minmax(15.5rem,1fr));gap:1rem;margin-top:1.4rem}.kinds li{border:1px solid var(--line);border-radius:6px;padding:.9rem 1rem 1rem}.kinds p{color:var(--soft);font-size:.875rem;margin-top:.2rem}
.effect{margin-top:.8rem}.effect .after{font-weight:600}.effect tbody tr.same>*{color:var(--soft)}.effect tr.changes-row>*{border-bottom:1px solid var(--line);padding-top:0}.effect tr:has(+.changes-row)>*{border-bottom:0;padding-bottom:.15rem}
.wide+.aside{margin-top:.9rem}pre+details,details+details{margin-top:.45rem}section+details{margin-top:2.2rem}
details.message{border-bottom:1px solid var(--line);padding:.55rem 0}details.message summary{cursor:pointer}details.message summary .soft{margin-left:.6rem}
@media screen and (max-width:44rem){.console{margin:-.4rem 0 1.5rem;gap:.1rem 1rem}.console .principal{margin-left:0;flex-basis:100%}.pairs{grid-template-columns:1fr;gap:0}.pairs dd{margin-bottom:.45rem}.two{grid-template-columns:1fr}}
@media print{.console,.crumbs,.skip,.tabs,.filters,.banner form,.acts{display:none}.wide{overflow:visible;background:none}}
`;
