/** Draws the model's mask, a texture, into the canvas of its context: as opacity. */
export interface MaskPainter {
  paint(texture: number, width: number, height: number): void;
}

const vertex = `
attribute vec2 place;
varying vec2 at;
void main() {
  at = place * 0.5 + 0.5;
  at.y = 1.0 - at.y;
  gl_Position = vec4(place, 0.0, 1.0);
}`;
const fragment = `
precision mediump float;
varying vec2 at;
uniform sampler2D picture;
void main() {
  float much = texture2D(picture, at).r;
  gl_FragColor = vec4(much);
}`;

export function createMaskPainter(gl: WebGL2RenderingContext, bind: (texture: number) => void): MaskPainter {
  const program = gl.createProgram();
  for (const [kind, text] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const shader = gl.createShader(kind);
    if (shader === null) throw new Error("no shader");
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (gl.getProgramParameter(program, gl.LINK_STATUS) !== true) throw new Error("the shader does not link");
  const corners = gl.createBuffer();
  gl.bindBuffer(gl.ARRAY_BUFFER, corners);
  gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([-1, -1, -1, 1, 1, 1, 1, -1]), gl.STATIC_DRAW);
  const place = gl.getAttribLocation(program, "place");
  return {
    paint(texture, width, height) {
      // biome-ignore lint/correctness/useHookAtTopLevel: WebGL names it so.
      gl.useProgram(program);
      gl.canvas.width = width;
      gl.canvas.height = height;
      gl.viewport(0, 0, width, height);
      gl.activeTexture(gl.TEXTURE0);
      bind(texture);
      gl.enableVertexAttribArray(place);
      gl.bindBuffer(gl.ARRAY_BUFFER, corners);
      gl.vertexAttribPointer(place, 2, gl.FLOAT, false, 0, 0);
      gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, null);
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT);
      gl.colorMask(true, true, true, true);
      gl.drawArrays(gl.TRIANGLE_FAN, 0, 4);
      gl.disableVertexAttribArray(place);
      gl.bindBuffer(gl.ARRAY_BUFFER, null);
      bind(0);
    },
  };
}
