/** What we use of node-llama-cpp 3.22. It is no dependency: it is installed when a local model is first wanted. */
export interface Llama {
  loadModel(options: { readonly modelPath: string }): Promise<LlamaModel>;
  createGrammarForJsonSchema(schema: object): Promise<object>;
}

export interface LlamaModel {
  readonly trainContextSize: number;
  createContext(options: {
    readonly contextSize: number;
    readonly batchSize: number;
    readonly threads: number;
  }): Promise<{ readonly contextSize: number; getSequence(): LlamaSequence }>;
  readonly tokenizer: object;
}

export interface LlamaSequence {
  readonly nextTokenIndex: number;
  readonly tokenMeter: {
    getState(): { readonly usedInputTokens: number; readonly usedOutputTokens: number };
  };
  adaptStateToTokens(tokens: readonly number[], allowShift: boolean): Promise<void>;
  evaluateWithoutGeneratingNewTokens(tokens: readonly number[]): Promise<void>;
  clearHistory(): Promise<void>;
  saveStateToFile(path: string): Promise<unknown>;
  loadStateFromFile(path: string, risk: { readonly acceptRisk: true }): Promise<void>;
}

export type LlamaHistory = readonly (
  | { readonly type: "system" | "user"; readonly text: string }
  | { readonly type: "model"; readonly response: readonly string[] }
)[];

export interface LlamaChat {
  readonly chatWrapper: {
    generateContextState(options: { readonly chatHistory: LlamaHistory }): {
      readonly contextText: { tokenize(tokenizer: object): number[] };
    };
  };
  generateResponse(
    history: LlamaHistory,
    options: object,
  ): Promise<{ readonly metadata: { readonly stopReason: string } }>;
}

export interface LlamaModule {
  getLlama(options: object): Promise<Llama>;
  readonly LlamaChat: new (options: {
    readonly contextSequence: LlamaSequence;
    readonly autoDisposeSequence: false;
  }) => LlamaChat;
}
