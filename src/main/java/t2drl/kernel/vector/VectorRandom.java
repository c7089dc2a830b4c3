package t2drl.kernel.vector;

import static t2drl.kernel.vector.FloatBlock.of;
import static t2drl.kernel.vector.VectorMath.LANES;
import static t2drl.kernel.vector.VectorMath.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.RandomKernels;
import t2drl.kernel.RandomStream;
import t2drl.kernel.host.HostCounter;
import t2drl.kernel.host.OpStream;

/** Random numbers by {@link PhiloxBlocks}. */
final class VectorRandom implements RandomKernels {
    /** Numbers a part makes: a multiple of four, and of any vector length. */
    private static final int PART = 2048;

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
        long[][] work = new long[parts][];
        Arrays.setAll(work, i -> PhiloxBlocks.work());
        stream.submit(workers.parallel(parts, part -> {
            int from = part * PART;
            int count = Math.min(PART, target.length - from);
            long at = ((HostCounter) step).value;
            switch (form) {
                case UNIFORM -> uniforms(random, at, from, count, work[part], target);
                case NORMAL -> normals(random, at, from, count, work[part], target);
                case EXPONENTIAL -> exponentials(random, at, from, count, work[part], target);
            }
        }));
    }

    private static int blocks(int count) {
        return (count + 3) / 4;
    }

    private static void uniforms(RandomStream random, long step, int from, int count, long[] work, float[] out) {
        int plane = Elementwise.padded(blocks(count));
        float[] x = Padding.atLeast(4 * plane);
        PhiloxBlocks.units(random, step, from / 4, blocks(count), 0, 0, work, x, plane);
        interleave(count, x, 0, 2 * plane, plane, out, from);
    }

    private static void exponentials(RandomStream random, long step, int from, int count, long[] work, float[] out) {
        int plane = Elementwise.padded(blocks(count));
        float[] x = Padding.atLeast(4 * plane);
        PhiloxBlocks.units(random, step, from / 4, blocks(count), 0.5f, 0.5f, work, x, plane);
        Elementwise.LOG.apply(4 * plane, x, 0);
        for (int i = 0; i < 4 * plane; i += LANES) {
            FloatVector.fromArray(SPECIES, x, i).neg().intoArray(x, i);
        }
        interleave(count, x, 0, 2 * plane, plane, out, from);
    }

    /** By Box and Muller: words 0 and 2 make radii, 1 and 3 angles. */
    private static void normals(RandomStream random, long step, int from, int count, long[] work, float[] out) {
        int plane = Elementwise.padded(blocks(count));
        int cosine = 2 * plane;
        int sine = 4 * plane;
        float[] x = Padding.atLeast(6 * plane);
        PhiloxBlocks.units(random, step, from / 4, blocks(count), 0.5f, 0, work, x, plane);
        Elementwise.LOG.apply(2 * plane, x, 0);
        Elementwise.SIN_TURN.apply(2 * plane, x, cosine, x, sine);
        Elementwise.COS_TURN.apply(2 * plane, x, cosine);
        for (int i = 0; i < 2 * plane; i += LANES) {
            FloatVector radius = FloatVector.fromArray(SPECIES, x, i).mul(-2f).sqrt();
            FloatVector.fromArray(SPECIES, x, cosine + i).mul(radius).intoArray(x, cosine + i);
            FloatVector.fromArray(SPECIES, x, sine + i).mul(radius).intoArray(x, sine + i);
        }
        interleave(count, x, cosine, sine, plane, out, from);
    }

    /** {@code count} numbers to {@code out}, in turn from planes {@code even}, {@code odd} and those that follow either. */
    private static void interleave(int count, float[] x, int even, int odd, int plane, float[] out, int at) {
        int whole = count / 4;
        for (int b = 0; b < whole; b++) {
            out[at + 4 * b] = x[even + b];
            out[at + 4 * b + 1] = x[odd + b];
            out[at + 4 * b + 2] = x[even + plane + b];
            out[at + 4 * b + 3] = x[odd + plane + b];
        }
        for (int i = 4 * whole; i < count; i++) {
            out[at + i] = x[(i % 2 == 0 ? even : odd) + i % 4 / 2 * plane + whole];
        }
    }
}
