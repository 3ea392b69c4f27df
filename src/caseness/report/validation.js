/* Which of the broken rules are shown: by a button and by words. Without script all are. */
{
  const choose = () => {
    const group = document.querySelector(".of-rows");
    if (!group) return;
    const buttons = [...group.querySelectorAll("button")];
    const field = group.querySelector("input");
    const status = group.querySelector("[role=status]");
    const rows = [...document.querySelectorAll(".rules-table > tbody > tr")].map((row) => [row, row.textContent.toLowerCase()]);
    let key = "all";
    const show = () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const [row, text] of rows) {
        row.hidden = !((key === "all" || row.dataset.keys.split(" ").includes(key)) && words.every((word) => text.includes(word)));
        shown += !row.hidden;
      }
      for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.filter === key));
      status.textContent = shown === rows.length ? `All ${shown} rules shown` : `${shown} of ${rows.length} rules shown`;
    };
    for (const button of buttons) button.addEventListener("click", () => { key = button.dataset.filter; show(); });
    field.addEventListener("input", show);
    group.hidden = false;
  };
  addEventListener("DOMContentLoaded", choose);
}
