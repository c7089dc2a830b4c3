package t2drl.kernel.vector;

import static t2drl.kernel.vector.FloatBlock.of;

import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.RandomKernels;
import t2drl.kernel.RandomStream;
import t2drl.kernel.host.HostCounter;
import t2drl.kernel.host.OpStream;
import t2drl.kernel.host.Philox;

/** Philox words in scalar code (long products do not vectorise well), the transcendental part on vectors. */
final class VectorRandom implements RandomKernels {
    /** Numbers a part makes: a multiple of four, and of any vector length. */
    private static final int PART = 2048;

    private static final float UNIT = 0x1p-24f;

    private final OpStream stream;
    private final Workers workers;

    VectorRandom(OpStream stream, Workers workers) {
        this.stream = stream;
        this.workers = workers;
    }

    @Override
    public void uniform(RandomStream random, Counter step, Buffer out) {
        submit(random, step, out, Form.UNIFORM);
    }

    @Override
    public void normal(RandomStream random, Counter step, Buffer out) {
        submit(random, step, out, Form.NORMAL);
    }

    @Override
    public void exponential(RandomStream random, Counter step, Buffer out) {
        submit(random, step, out, Form.EXPONENTIAL);
    }

    private enum Form {
        UNIFORM,
        NORMAL,
        EXPONENTIAL
    }

    private void submit(RandomStream random, Counter step, Buffer out, Form form) {
        float[] target = of(out);
        int parts = (target.length + PART - 1) / PART;
        int[][] words = new int[parts][4];
        stream.submit(workers.parallel(parts, part -> {
            int from = part * PART;
            int count = Math.min(PART, target.length - from);
            long at = ((HostCounter) step).value;
            switch (form) {
                case UNIFORM -> uniforms(random, at, from, count, words[part], 0, target, from);
                case NORMAL -> normals(random, at, from, count, words[part], target);
                case EXPONENTIAL -> exponentials(random, at, from, count, words[part], target);
            }
        }));
    }

    /** Numbers {@code from .. from + count - 1} of the stream, into {@code out} from {@code outAt} on. */
    private static void uniforms(
            RandomStream random, long step, int from, int count, int[] words, float offset, float[] out, int outAt) {
        for (int i = 0; i < count; i += 4) {
            Philox.block((from + i) / 4, step, random.stream(), random.seed(), words);
            for (int w = 0; w < Math.min(4, count - i); w++) {
                out[outAt + i + w] = unit(words[w], offset);
            }
        }
    }

    /** Exact in float for offset 0 and, but for the last bit, for 0.5. */
    private static float unit(int word, float offset) {
        return ((word >>> 8) + offset) * UNIT;
    }

    private static void exponentials(RandomStream random, long step, int from, int count, int[] words, float[] out) {
        float[] x = Padding.atLeast(PART);
        uniforms(random, step, from, count, words, 0.5f, x, 0);
        Elementwise.LOG.apply(count, x, 0);
        for (int i = 0; i < count; i++) {
            out[from + i] = -x[i];
        }
    }

    private static void normals(RandomStream random, long step, int from, int count, int[] words, float[] out) {
        int pairs = (count + 1) / 2;
        int cosine = PART / 2;
        int sine = PART;
        float[] x = Padding.atLeast(sine + PART / 2);
        for (int pair = 0; pair < pairs; pair += 2) {
            Philox.block((from + 2 * pair) / 4, step, random.stream(), random.seed(), words);
            x[pair] = unit(words[0], 0.5f);
            x[cosine + pair] = unit(words[1], 0);
            x[pair + 1] = unit(words[2], 0.5f);
            x[cosine + pair + 1] = unit(words[3], 0);
        }
        System.arraycopy(x, cosine, x, sine, pairs);
        Elementwise.LOG.apply(pairs, x, 0);
        Elementwise.COS_TURN.apply(pairs, x, cosine);
        Elementwise.SIN_TURN.apply(pairs, x, sine);
        for (int pair = 0; pair < pairs; pair++) {
            float r = (float) Math.sqrt(-2 * x[pair]);
            x[cosine + pair] *= r;
            x[sine + pair] *= r;
        }
        for (int i = 0; i < count; i++) {
            out[from + i] = x[((i & 1) == 0 ? cosine : sine) + (i >> 1)];
        }
    }
}
