const shortestPassword = 8;

export type PasswordStrength = "empty" | "short" | "weak" | "fair" | "strong";

const walks = ["abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop"];
const common = ["password", "passwort", "contrase", "parley", "letmein", "welcome", "iloveyou", "admin", "secret"];

/**
 * A rough guess at how hard a password is to find: what it would cost to try all of its length, less what is
 * repeated, walked along the keyboard, common or the person's own name. A hint, never a gate beyond the length.
 */
export function passwordStrength(password: string, name: string): PasswordStrength {
  if (password === "") return "empty";
  if (password.length < shortestPassword) return "short";
  const bits = effectiveLength(password.toLowerCase(), name.toLowerCase()) * Math.log2(alphabet(password));
  if (bits < 40) return "weak";
  return bits < 60 ? "fair" : "strong";
}

function alphabet(password: string): number {
  return (
    (/[a-z]/.test(password) ? 26 : 0) +
    (/[A-Z]/.test(password) ? 26 : 0) +
    (/\d/.test(password) ? 10 : 0) +
    (/[^a-zA-Z\d]/.test(password) ? 30 : 0)
  );
}

function effectiveLength(password: string, name: string): number {
  let length = new Set(password).size < password.length / 2 ? new Set(password).size : password.length;
  for (const word of [...common, name]) if (word.length > 2 && password.includes(word)) length -= word.length - 1;
  for (let index = 0; index + 4 <= password.length; index++) {
    const part = password.slice(index, index + 4);
    const back = [...part].reverse().join("");
    if (walks.some((walk) => walk.includes(part) || walk.includes(back))) length -= 1;
  }
  return Math.max(1, length);
}
