/** Frames of a batch at most: enough that their waits for memory overlap, few enough that what is noted of them stays near. */
export const BATCH_FRAMES = 128
