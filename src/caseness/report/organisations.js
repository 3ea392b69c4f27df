/* Organisations: a page is unpacked when it is asked for, so that hundreds of them cost nothing before; and the search box. */
{
  const plain = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f’']/g, "").replace(/&/g, " and ").toLowerCase();

  const open = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target || !target.matches(".org")) return;
    const packed = target.querySelector("noscript");
    if (packed) target.innerHTML = packed.textContent;
    for (const other of document.querySelectorAll(".org.open")) other.classList.remove("open");
    target.classList.add("open");
    target.scrollIntoView();
    target.querySelector("h3").focus({ preventScroll: true });
  };

  const search = () => {
    const form = document.querySelector(".find");
    if (!form) return;
    const field = form.querySelector("input");
    const status = form.querySelector("[role=status]");
    const shelves = [...document.querySelectorAll(".shelf")];
    const entries = [...document.querySelectorAll(".shelf li")].map((li) => [li, plain(`${li.textContent} ${li.dataset.find || ""}`)]);
    const show = () => {
      const words = plain(field.value).split(/\s+/).filter(Boolean);
      let found = 0;
      for (const [li, text] of entries) {
        li.hidden = !words.every((word) => text.includes(word));
        found += !li.hidden;
      }
      for (const part of document.querySelectorAll(".part")) part.hidden = !part.querySelector("li:not([hidden])");
      for (const shelf of shelves) {
        shelf.hidden = !shelf.querySelector("li:not([hidden])");
        const details = shelf.querySelector("details");
        if (details) details.open = words.length > 0 && !shelf.hidden;
      }
      status.textContent = words.length === 0 ? "" : found === 0 ? "No organisation matches." : found === 1 ? "1 organisation matches. Enter opens it." : `${found} organisations match.`;
    };
    field.addEventListener("input", show);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const left = entries.filter(([li]) => !li.hidden);
      if (left.length === 1) left[0][0].querySelector("a").click();
    });
    form.hidden = false;
  };

  addEventListener("hashchange", open);
  addEventListener("DOMContentLoaded", () => { open(); search(); });
}
