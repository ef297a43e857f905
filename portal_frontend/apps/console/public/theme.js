// Runs before the first paint, so that a chosen theme does not flash. Own file: the pages forbid inline script.
try {
  const theme = localStorage.getItem("minamoto.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is forbidden: the device's theme applies.
}
