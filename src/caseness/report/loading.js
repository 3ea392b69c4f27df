/* A long report opens at once: a part marked `later` is not laid out until it comes near the window (report.css). When all is read, each
   is laid out for good in an idle moment, so that screen readers hear the whole. Script off, nothing waits. */
{
  document.documentElement.classList.add("js");

  const idle = window.requestIdleCallback || ((step) => setTimeout(step, 50));
  const anchored = CSS.supports("overflow-anchor: auto");

  /* Lay a part out. A browser that does not keep the view still when something above it grows is helped to. */
  const settle = (part) => {
    const before = anchored || part.getBoundingClientRect();
    part.classList.remove("later");
    if (anchored || before.bottom > 0) return;
    scrollBy({ top: part.getBoundingClientRect().height - before.height, behavior: "instant" });
  };

  addEventListener("load", () => {
    const waiting = [...document.querySelectorAll(".later")];
    const step = () => {
      if (!waiting.length) return;
      settle(waiting.shift());
      idle(step);
    };
    idle(step);
  });
}
