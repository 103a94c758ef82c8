import type { Translation } from "../../../../../shared/messages.ts";
import type { en } from "./en.ts";

export const es: Translation<typeof en> = {
  stage: "Llamada en {room}",
  chat: "Chat",
  back: "Atrás",
  encrypted: "Cifrada de extremo a extremo",
  unencrypted: "Sin cifrado de extremo a extremo",
  running: "La llamada dura {time}",
  // Recuadros
  participants: "Participantes",
  you: "Tú",
  another: "{name}, en otro dispositivo",
  screenOf: "Pantalla de {name}",
  yourScreen: "Tu pantalla",
  mutedForMe: "silenciado para ti",
  hiddenForMe: "imagen oculta",
  more: "Más opciones: {name}",
  incomingOff: "Detener el vídeo entrante",
  incomingOn: "Mostrar el vídeo entrante",
  incomingIsOff: "El vídeo entrante está apagado para ahorrar datos. Si tu cámara está encendida, se te sigue viendo.",
  pin: "Mantener en grande: {name}",
  unpin: "Mostrar a todos por igual",
  speaking: "habla",
  muted: "micrófono apagado",
  noMicrophone: "sin micrófono",
  waiting: "Conectando…",
  waitingLong: "Su dispositivo aún no se ha conectado",
  locked: "Esperando su clave",
  poor: "Mala conexión",
  lost: "Conexión perdida",
  alone: "Todavía no hay nadie más. Los demás ven «Unirse» en esta sala.",
  page: "Página {page} de {pages}",
  nextPage: "Participantes siguientes",
  previousPage: "Participantes anteriores",
  came: "{name} se unió a la llamada",
  went: "{name} salió de la llamada",
  // Controles
  controls: "Controles de la llamada",
  mute: "Silenciar el micrófono",
  unmute: "Activar el micrófono",
  cameraOff: "Apagar la cámara",
  cameraOn: "Encender la cámara",
  share: "Compartir pantalla",
  shareText: "Texto nítido",
  shareTextHint: "Para documentos y código",
  shareMotion: "Movimiento fluido",
  shareMotionHint: "Para vídeo y animación",
  stopSharing: "Dejar de compartir",
  showChat: "Mostrar el chat",
  hideChat: "Ocultar el chat",
  leave: "Salir de la llamada",
  // De camino
  joining: "Entrando en la llamada…",
  joiningLoading: "Aún se carga lo que necesitan las llamadas, desde hace {time}.",
  joiningPlace: "Esperando a que el servidor de mensajes te incluya en la llamada, desde hace {time}.",
  joiningMedia:
    "El servidor de mensajes ya te incluye en la llamada. Esperando al servidor multimedia desde hace {time}.",
  reconnecting: "La conexión se cortó hace {time}. Sigues en la llamada; volverá por sí sola.",
  silenced: "El navegador no reproduce sonido hasta que pulses aquí.",
  unsilence: "Activar el sonido",
  // El final
  removed: "Te han sacado de la llamada. Los mensajes de la sala siguen aquí.",
  elsewhere: "Esta llamada continúa en otra pestaña o en otro de tus dispositivos.",
  close: "Cerrar",
  rejoin: "Volver a unirse",
  tryAgain: "Reintentar",
  reload: "Recargar",
  unloaded:
    "No se pudo cargar lo que necesitan las llamadas, así que nadie te ha visto llegar. Revisa la conexión y reinténtalo.",
  details: "Detalles",
  // Lo que falló
  faultForbidden: "No tienes permiso para unirte a la llamada de esta sala. Puede darlo quien gestiona la sala.",
  faultFull: "La llamada está completa. Nadie te ha visto llegar; reinténtalo cuando alguien haya salido.",
  faultUnsupported:
    "Este navegador no puede participar en llamadas. Sí pueden Chrome, Edge, Firefox o Safari actualizados.",
  faultMembership:
    "El servidor de mensajes no te incluyó en la llamada. Nadie te ha visto llegar; reinténtalo en un momento.",
  faultToken:
    "No respondió el servicio que da acceso a las llamadas. Reinténtalo; si sigue así, avisa a quien administra el servidor de mensajes.",
  faultTokenForbidden:
    "El servicio que da acceso a las llamadas te rechazó. Quien administra el servidor de mensajes puede decir por qué.",
  faultSignalling:
    "El servidor multimedia no respondió. Revisa la conexión y reinténtalo; si sigue así, avisa a quien lo administra.",
  faultMedia:
    "El sonido y la imagen no encuentran camino al servidor multimedia. Quizá lo impida un cortafuegos o una VPN: prueba con otra red.",
  faultKeys: "No se pudieron intercambiar las claves de la llamada, así que no se oiría ni vería nada. Reinténtalo.",
  // Dispositivos propios
  microphoneBlocked:
    "El navegador no deja que Parley use el micrófono, así que no se te oye. Permítelo junto a la dirección y enciéndelo aquí.",
  microphoneMissing: "No se encontró ningún micrófono. No se te oye; conecta uno y enciéndelo aquí.",
  microphoneInUse: "Otro programa usa el micrófono. No se te oye; ciérralo y enciéndelo aquí.",
  microphoneGone:
    "El micrófono se desconectó y los demás no te oyen. Se usará de nuevo cuando vuelva; también puedes conectar otro.",
  microphoneAnother: "Tu micrófono se desconectó y se usa otro. El tuyo se retomará cuando vuelva.",
  microphoneForbidden: "No puedes hablar en las llamadas de esta sala. Quien la administra puede permitirlo.",
  microphoneUnexpected: "El micrófono no se encendió. No se te oye; enciéndelo otra vez.",
  cameraBlocked: "El navegador no deja que Parley use la cámara. Permítela junto a la dirección y enciéndela aquí.",
  cameraMissing: "No se encontró ninguna cámara. Conecta una y enciéndela aquí.",
  cameraInUse: "Otro programa usa la cámara. Ciérralo y enciéndela aquí.",
  cameraGone: "La cámara se desconectó. Los demás te verán de nuevo cuando vuelva; apágala aquí para que no te vean.",
  cameraAnother: "Tu cámara se desconectó y se usa otra.",
  cameraForbidden: "No puedes mostrar vídeo en las llamadas de esta sala. Quien la administra puede permitirlo.",
  cameraUnexpected: "La cámara no se encendió. Enciéndela otra vez.",
  screenBlocked:
    "No se comparte nada. Elige qué compartir cuando el navegador pregunte; quizá deban permitirlo los ajustes del sistema.",
  screenMissing: "Aquí no hay nada que se pueda compartir.",
  screenInUse: "No se comparte nada: el sistema no entregó la imagen. Elige otra ventana o pantalla.",
  screenGone: "Lo que compartías ya no está, así que no se comparte nada.",
  screenAnother: "Lo que compartías ya no está y se comparte otra cosa.",
  screenForbidden:
    "No puedes compartir la pantalla en las llamadas de esta sala. Quien la administra puede permitirlo.",
  screenUnexpected: "No se comparte nada: no se inició. Comparte otra vez.",
  dismiss: "Descartar",
  // Mientras se lee otra cosa
  mini: "Llamada",
  backTo: "Volver a la llamada en {room}",
  speaks: "Habla {name}",
  youSpeak: "Hablas tú",
  inCall: { one: "{n} participante", other: "{n} participantes" },
  miniReconnecting: "Reconectando…",
  miniEnded: "La llamada terminó para ti",
  miniFailed: "No se pudo entrar",
  // Para la lista de atajos
  keysMicrophone: "En una llamada: encender o apagar el micrófono",
  keysCamera: "En una llamada: encender o apagar la cámara",
  keysScreen: "En una llamada: compartir pantalla o dejar de hacerlo",
};
