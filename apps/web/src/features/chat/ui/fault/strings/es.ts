export const es = {
  notTaken: "El servidor de mensajes aún no lo ha aceptado. Se vuelve a intentar solo.",
  failedForbidden: "No enviado: ya no puedes escribir aquí.",
  failedTooLarge: "No enviado: es más grande de lo que acepta el servidor de mensajes.",
  failedNotInRoom: "No enviado: ya no estás en esta sala.",
  failedEncryption: "No enviado: no se pudo cifrar.",
  failedFileLost: "No enviado: el archivo ya no está en este dispositivo. Elimina esto y adjúntalo otra vez.",
  failedUncertain: "No es seguro que haya llegado. Míralo antes de enviarlo otra vez.",
  failedRejected: "No enviado: el servidor de mensajes lo rechazó.",
  failedRemoval: "No eliminado: el servidor de mensajes lo rechazó.",
  keepMessage: "Conservar",
};
