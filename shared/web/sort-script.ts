/**
 * Sorts a table by the column whose heading is pressed. Without it the table is as it came, and nothing else is missing: the
 * headings become buttons only where the script runs.
 */
const TEXT = `for(const table of document.querySelectorAll(".sortable")){const heads=[...table.tHead.rows[0].cells];heads.forEach((head,i)=>{const button=document.createElement("button");button.type="button";button.append(...head.childNodes);head.append(button);button.onclick=()=>{const down=head.ariaSort!=="descending";heads.forEach((other)=>other.removeAttribute("aria-sort"));head.setAttribute("aria-sort",down?"descending":"ascending");const key=(row)=>{const data=row.cells[i].querySelector("data");return data?Number(data.value):row.cells[i].textContent.trim().toLowerCase()};const rows=[...table.tBodies[0].rows].map((row)=>[key(row),row]);rows.sort(([a],[b])=>(a<b?-1:a>b?1:0)*(down?-1:1));table.tBodies[0].append(...rows.map(([,row])=>row))}})}`;

/** The script, and the hash by which the page's own policy lets it run (a test works it out anew). */
export const SORTING = { text: TEXT, hash: 'sha256-ex7i/CmQKhrvfqUfvQcxWYyT2OCucP0scHvlfEPiQbE=' };
