/* The model in one line, as in caseness/value/reduced.py: what the service adds to usual care, from the five sliders. */

function monthsLasting(v, years) {
  const inside = (share) => Math.min(Math.max(share, 1e-9), 1 - 1e-9);
  const relapse = inside(v.relapse_12_months);
  const hazard12 = -Math.log1p(-relapse);
  const hazard6 = -Math.log1p(-relapse * inside(v.relapse_first_half));
  const shape = Math.log2(hazard12 / hazard6);
  const ill = (1 - v.untreated_remission_12_months) / (1 - inside(v.untreated_remission_3_months));
  const remits = Math.max(1 - ill ** (1 / 9), 0);
  const lives = (1 - v.mortality) ** (1 / 12);
  const hazard = (month) => hazard12 * (month / 12) ** shape;
  let left = 1;
  let months = 0;
  for (let month = 0; month < 12 * years; month += 1) {
    const relapses = -Math.expm1(hazard(month) - hazard(month + 1));
    const later = left * lives * (1 - relapses - remits);
    months += (1 + v.discount_rate) ** (-(month + 0.5) / 12) * (left + later) / 2;
    left = later;
  }
  return months;
}

function addedByService(model, v) {
  const months = monthsLasting(v, model.years) + v.course_months / 2;
  const alike = v.share_entering * (v.share_finishing + (1 - v.share_finishing) * v.effect_on_leavers);
  const reached = alike * v.share_at_caseness;
  const better = reached * (v[model.treated] - v[model.untreated]) * months;
  const changes = v.utility_of_improving
    * (v.improved_not_recovered - v.improved_untreated - (v.deteriorated - v.deteriorated_untreated));
  const gain = better * (v[model.well] - v[model.case]) + reached * changes * months;
  const saved = better * v.consultations_of_a_case * v.cost_of_consultation;
  return { cost: v.cost_per_course * v.share_entering * v.share_finishing - saved, qaly: gain / 12 };
}

function inPounds(value) {
  const size = Math.abs(value);
  const round = size >= 1000 ? Math.round(size / 100) * 100 : Math.round(size);
  return `${value < 0 && round ? "−" : ""}£${round.toLocaleString("en-GB")}`;
}

function perQaly(added) {
  const cost = Math.abs(added.cost) < 1e-12 ? 0 : added.cost;
  const qaly = Math.abs(added.qaly) < 1e-12 ? 0 : added.qaly;
  if (cost === 0 && qaly === 0) return "no difference";
  if (qaly <= 0 && cost >= 0) return "no gain at a cost";
  if (qaly >= 0 && cost <= 0) return "gains and saves";
  return inPounds(cost / qaly) + (qaly < 0 ? " saved for each one lost" : "");
}

function valueSliders() {
  const form = document.querySelector(".try");
  if (!form) return;
  const model = JSON.parse(form.dataset.model);
  const inputs = [...form.querySelectorAll("input[type=range]")];
  const print = { gbp: inPounds, proportion: (value) => `${(100 * value).toFixed(1)}%`, plain: (value) => value.toFixed(2) };
  const show = () => {
    const values = { ...model.values };
    for (const input of inputs) {
      values[input.name] = Number(input.value) * Number(input.dataset.factor);
      const words = print[input.dataset.kind](Number(input.value));
      form.querySelector(`output[for="${input.id}"]`).textContent = words;
      input.setAttribute("aria-valuetext", words);
    }
    const added = addedByService(model, values);
    form.dataset.cost = added.cost;
    form.dataset.qaly = added.qaly;
    form.querySelector("[data-told=ratio]").textContent = perQaly(added);
    form.querySelector("[data-told=qaly]").textContent = (1000 * added.qaly).toFixed(1).replace("-", "−");
    form.querySelector("[data-told=cost]").textContent = inPounds(added.cost);
    const worth = model.prices.map((price) => `${price * added.qaly - added.cost > 0 ? "yes" : "no"} at ${inPounds(price)}`);
    form.querySelector("[data-told=worth]").textContent = worth.join(", ");
  };
  form.addEventListener("input", show);
  form.addEventListener("reset", () => { setTimeout(show); });
  form.addEventListener("submit", (event) => { event.preventDefault(); });
  for (const part of form.querySelectorAll("[hidden]")) part.hidden = false;
  show();
}

document.addEventListener("DOMContentLoaded", valueSliders);
