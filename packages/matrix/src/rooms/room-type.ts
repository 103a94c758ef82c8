/** The type of a room that is there for its call, fixed when it is made. Source: MSC3417, as Element makes its video rooms. */
export const voiceRoomType = "org.matrix.msc3417.call";
