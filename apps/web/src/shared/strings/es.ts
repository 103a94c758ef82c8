import type { Translation } from "../messages.ts";
import type { en } from "./en.ts";

export const es: Translation<typeof en> = {
  cancel: "Cancelar",
  tryAgain: "Intentar de nuevo",
  details: "Detalles",
  copy: "Copiar",
  copied: "Copiado",
  copyDetails: "Copiar los detalles",
  copyRefused: "El navegador no permitió copiar. Selecciona el texto y cópialo a mano.",
  back: "Atrás",
  reload: "Recargar la página",
  partMissing:
    "No se pudo cargar esta parte. Puede que el servidor se haya actualizado o que no haya conexión. Recarga la página.",
  unreachable:
    "El servidor de mensajes no responde. Lo que escribiste sigue aquí; revisa la conexión e inténtalo de nuevo.",
  timeout: "El servidor de mensajes tardó demasiado en responder. No se perdió nada; inténtalo de nuevo.",
  rateLimited: "Demasiados intentos en poco tiempo. Espera un poco e inténtalo de nuevo.",
  rateLimitedFor: "Demasiados intentos en poco tiempo. Inténtalo de nuevo dentro de {time}.",
  wrongPassword: "El nombre y la contraseña no coinciden. Revisa ambos; las mayúsculas cuentan en la contraseña.",
  deactivated: "Esta cuenta se cerró. Si fue un error, pregunta a quien administra este Parley.",
  usernameTaken: "Este nombre ya está en uso. Elige otro.",
  usernameInvalid: "Un nombre puede tener a–z, 0–9 y . _ - = /. Elige otro.",
  passwordWeak: "El servidor de mensajes pide una contraseña más segura. Hazla más larga.",
  registrationToken: "El permiso para crear esta cuenta ha caducado. Abre el enlace otra vez.",
  registrationClosed: "Aquí no se pueden crear cuentas. Pide una invitación a quien administra este Parley.",
  signedOut: "Se cerró la sesión de este dispositivo. Vuelve a entrar; tus mensajes están en el servidor.",
  forbidden: "Aquí no puedes hacer esto. Quien administra el servidor puede darte el permiso.",
  notFound: "Esto no existe o no puedes verlo.",
  storeLost: "Este navegador perdió lo que guardaba de tu cuenta. Vuelve a entrar y escribe tu clave de recuperación.",
  storeFull: "Este dispositivo no tiene espacio. Libera un poco e inténtalo de nuevo; no se borró nada.",
  recoveryWrong: "No es la clave de recuperación de esta cuenta. Revísala letra por letra; no se cambió nada.",
  recoveryUnavailable: "Esta cuenta no tiene una copia de claves que se pueda abrir.",
  uiaUnsupported: "El servidor pide una confirmación que Parley no conoce. Hazlo con otro cliente.",
  homeserverName:
    "Esto no puede ser el nombre de un servidor de mensajes. Escríbelo como tras los dos puntos de un id, por ejemplo example.org.",
  homeserverUnreachable:
    "Ningún servidor de mensajes responde con este nombre. Revisa cómo está escrito y que tengas conexión, e inténtalo de nuevo.",
  homeserverWellKnown:
    "Este dominio dice que tiene un servidor de mensajes, pero no dónde. Quien lo administra puede arreglar su archivo well-known; o escribe la dirección del propio servidor.",
  homeserverNone: "Algo responde con este nombre, pero no es un servidor Matrix. Revisa cómo está escrito.",
  homeserverOld: "Este servidor de mensajes es demasiado antiguo para Parley. Quien lo administra puede actualizarlo.",
  homeserverInsecure:
    "A este servidor se llega sin cifrado (http). Las contraseñas viajarían a la vista, así que Parley no va allí.",
  homeserverNotAllowed:
    "Quien administra este Parley no ha permitido este servidor de mensajes, así que aquí nadie puede entrar en él. Pregúntale o usa otro cliente Matrix.",
  signInStale: "Este inicio de sesión empezó en otro sitio o tardó demasiado. No pasó nada; empieza de nuevo.",
  signInRefused: "La otra página no inició tu sesión. No pasó nada; empieza de nuevo o elige otra forma.",
  emailInUse: "Esta dirección ya pertenece a una cuenta de allí. Inicia sesión con ella o escribe otra dirección.",
  emailRefused: "El servidor no acepta esta dirección. Comprueba cómo está escrita o escribe otra.",
  emailUnsent:
    "El servidor no ha podido enviar el correo. No se ha perdido nada; inténtalo otra vez o escribe otra dirección.",
  signInPageNotAllowed:
    "Este servidor inicia las sesiones en otra dirección, a la que este Parley no deja llegar a sus páginas. Quien lo administra puede añadirla al ajuste homeservers; los detalles la nombran.",
  signUpPhone:
    "Este servidor confirma un teléfono para las cuentas nuevas, y Parley no lo hace. Crea la cuenta en su propia página y luego entra aquí.",
  alreadySending: "El mensaje ya está en camino y no se puede retirar. Bórralo cuando haya llegado.",
  queueFull: "Hay demasiados mensajes por enviar. Están guardados; escribe más cuando vuelva la conexión.",
  unexpected: "Esto no funcionó y Parley no sabe por qué. No se cambió nada; los detalles ayudan a quien administra.",
  badParams: "El servidor no aceptó lo que se escribió. Revísalo e inténtalo de nuevo.",
  conflict: "Alguien lo cambió mientras tanto. Míralo otra vez.",
  fileBroken: "Lo que llegó no es el archivo que se envió, por eso no se muestra. Pide que lo envíen otra vez.",
  tooLarge: "Esto es más grande de lo que acepta el servidor.",
  notSignedIn: "La sesión con este servidor terminó. Vuelve a entrar.",
  missingScope: "Solo quien administra este Parley puede hacer esto.",
  notAdmitted: "La cuenta existe, pero nadie la ha dejado entrar aquí. Pide una invitación.",
  originRefused: "Esta página se abrió con otra dirección que la del servidor. Ábrela con la suya.",
  codeRefused: "Este enlace ya se usó, caducó o fue retirado. Pide uno nuevo.",
  setupDone: "Este Parley ya está configurado. Entra con tu cuenta.",
  setupNeeded: "Este Parley aún no tiene dueño. Abre el enlace que mostró npm start.",
  nameFixed: "El nombre se eligió antes y es permanente. Sigue con ese.",
  starting: "El servidor todavía está arrancando. Tarda unos segundos; inténtalo de nuevo.",
  partDown: "Una parte del servidor no responde. Se reinicia sola; inténtalo de nuevo en un momento.",
  serverDiskFull:
    "El disco del equipo donde funciona Parley está lleno. No se perdió nada; libera espacio allí (basta 1 GB) e inténtalo de nuevo.",
  notOffered: "Esta forma de usar Parley no ofrece eso.",
  internal: "El servidor cometió un error. No se cambió nada; su registro tiene los detalles.",
  offline: "No hay conexión con el servidor. No se perdió nada; inténtalo cuando vuelva.",
  on: "Sí",
  off: "No",
};
