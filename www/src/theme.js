// Light or dark: as the system says, until the reader chooses.
// This runs before anything is drawn; the switch itself is in main.js.

try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset["theme"] = theme;
} catch {
  // A browser that keeps nothing shows the system's theme.
}
