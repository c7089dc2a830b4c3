package t2drl.kernel.vector;

import static t2drl.kernel.vector.FloatBlock.of;
import static t2drl.kernel.vector.VectorMath.LANES;
import static t2drl.kernel.vector.VectorMath.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
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
        float[][] scratch = new float[parts][form == Form.NORMAL ? 2 * PART : 0];
        stream.submit(workers.parallel(parts, part -> {
            int from = part * PART;
            int count = Math.min(PART, target.length - from);
            long at = ((HostCounter) step).value;
            if (form == Form.NORMAL) {
                normals(random, at, from, count, words[part], scratch[part], target);
            } else {
                uniforms(random, at, from, count, words[part], form == Form.EXPONENTIAL ? 0.5f : 0f, target);
                if (form == Form.EXPONENTIAL) {
                    exponentials(from, count, target);
                }
            }
        }));
    }

    private static void uniforms(
            RandomStream random, long step, int from, int count, int[] words, float offset, float[] out) {
        for (int i = 0; i < count; i += 4) {
            Philox.block((from + i) / 4, step, random.stream(), random.seed(), words);
            for (int w = 0; w < Math.min(4, count - i); w++) {
                out[from + i + w] = unit(words[w], offset);
            }
        }
    }

    /** Exact in float for offset 0 and, but for the last bit, for 0.5. */
    private static float unit(int word, float offset) {
        return ((word >>> 8) + offset) * UNIT;
    }

    private static void exponentials(int from, int count, float[] out) {
        int i = from;
        for (; i + LANES <= from + count; i += LANES) {
            VectorMath.log(FloatVector.fromArray(SPECIES, out, i)).neg().intoArray(out, i);
        }
        for (; i < from + count; i++) {
            out[i] = (float) -Math.log(out[i]);
        }
    }

    private static void normals(
            RandomStream random, long step, int from, int count, int[] words, float[] scratch, float[] out) {
        int pairs = (count + 1) / 2;
        for (int pair = 0; pair < pairs; pair += 2) {
            Philox.block((from + 2 * pair) / 4, step, random.stream(), random.seed(), words);
            scratch[pair] = unit(words[0], 0.5f);
            scratch[pair + 1] = unit(words[2], 0.5f);
            scratch[PART + pair] = unit(words[1], 0f);
            scratch[PART + pair + 1] = unit(words[3], 0f);
        }
        for (int pair = 0; pair < pairs; pair += LANES) {
            FloatVector u = FloatVector.fromArray(SPECIES, scratch, pair);
            FloatVector v = FloatVector.fromArray(SPECIES, scratch, PART + pair);
            FloatVector r = VectorMath.log(u.max(UNIT / 4)).mul(-2f).lanewise(VectorOperators.SQRT);
            r.mul(VectorMath.cosTurn(v)).intoArray(scratch, pair);
            r.mul(VectorMath.sinTurn(v)).intoArray(scratch, PART + pair);
        }
        for (int i = 0; i < count; i++) {
            out[from + i] = scratch[(i & 1) * PART + (i >> 1)];
        }
    }
}
