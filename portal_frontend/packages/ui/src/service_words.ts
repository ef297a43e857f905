import { messages } from "./locale";

/** What flows, and what it is measured in. */
export const useServiceWords = messages(
  {
    service: { electricity: "電気", gas: "ガス", water: "水道", sewer: "下水道" },
    unit: { kWh: "kWh", m3: "m³" },
  },
  {
    service: { electricity: "Electricity", gas: "Gas", water: "Water", sewer: "Sewerage" },
    unit: { kWh: "kWh", m3: "m³" },
  },
);
