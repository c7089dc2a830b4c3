package t2drl.benchmarks.peer;

import t2drl.kernel.Buffer;

/** Numbers in single precision. */
final class Floats {
    private Floats() {}

    static float[] of(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    static float[] of(Buffer buffer) {
        float[] floats = new float[buffer.length()];
        buffer.read(0, floats, 0, floats.length);
        return floats;
    }
}
