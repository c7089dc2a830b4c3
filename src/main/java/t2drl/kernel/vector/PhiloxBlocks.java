package t2drl.kernel.vector;

import static t2drl.kernel.vector.VectorMath.LANES;
import static t2drl.kernel.vector.VectorMath.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import t2drl.kernel.RandomStream;
import t2drl.kernel.host.Philox;

/**
 * {@link Philox} of many blocks at once, as numbers in [0, 1). Words are 32 bits of lanes of 64, for which there are products as long; of each two blocks, those of the second one
 * come into the upper half in the end.
 */
final class PhiloxBlocks {
    private static final VectorSpecies<Long> LONGS = VectorSpecies.of(long.class, SPECIES.vectorShape());
    private static final int PAIRS = LONGS.length();
    private static final long LOWER_HALF = 0xFFFFFFFFL;
    private static final long[] EVEN = new long[PAIRS];

    static {
        for (int i = 0; i < PAIRS; i++) {
            EVEN[i] = 2L * i;
        }
    }

    private static final float UNIT = 0x1p-24f;

    private PhiloxBlocks() {}

    /** What {@link #units} needs to work. */
    static long[] work() {
        return new long[8 * PAIRS];
    }

    /**
     * {@code blocks} blocks from {@code first} on, in whole vectors of them: words 0, 2, 1 and 3 go to planes that start {@code plane} apart from {@code out[0]} on, as {@code (word + offset) / 2^24} with
     * the top 24 bits of a word, which is exact but for the last bit. Words 0 and 2 have one offset, the others another.
     */
    static void units(
            RandomStream random,
            long step,
            int first,
            int blocks,
            float offset02,
            float offset13,
            long[] work,
            float[] out,
            int plane) {
        for (int b = 0; b < blocks; b += LANES) {
            words(random, step, first + b, work, 0);
            words(random, step, first + b + 1, work, 4 * PAIRS);
            unit(work, 0, offset02, out, b);
            unit(work, 2, offset02, out, plane + b);
            unit(work, 1, offset13, out, 2 * plane + b);
            unit(work, 3, offset13, out, 3 * plane + b);
        }
    }

    private static void unit(long[] work, int word, float offset, float[] out, int at) {
        LongVector even = LongVector.fromArray(LONGS, work, word * PAIRS);
        LongVector odd = LongVector.fromArray(LONGS, work, (4 + word) * PAIRS);
        IntVector bits = even.or(odd.lanewise(VectorOperators.LSHL, 32))
                .reinterpretAsInts()
                .lanewise(VectorOperators.LSHR, 8);
        ((FloatVector) bits.convertShape(VectorOperators.I2F, SPECIES, 0))
                .add(offset)
                .mul(UNIT)
                .intoArray(out, at);
    }

    /** Every second block from {@code block} on: four vectors of words. */
    private static void words(RandomStream random, long step, int block, long[] out, int at) {
        LongVector multiplier0 =
                LongVector.broadcast(LONGS, Philox.MULTIPLIER_0).and(LOWER_HALF);
        LongVector multiplier1 =
                LongVector.broadcast(LONGS, Philox.MULTIPLIER_1).and(LOWER_HALF);
        LongVector c0 = LongVector.fromArray(LONGS, EVEN, 0).add(block);
        LongVector c1 = LongVector.fromArray(LONGS, EVEN, 0).and(0).or(step & LOWER_HALF);
        LongVector c2 = LongVector.fromArray(LONGS, EVEN, 0).and(0).or(step >>> 32);
        LongVector c3 = LongVector.fromArray(LONGS, EVEN, 0).and(0).or(random.stream() & LOWER_HALF);
        int k0 = (int) random.seed();
        int k1 = (int) (random.seed() >>> 32);
        for (int round = 0; round < Philox.ROUNDS; round++) {
            LongVector p0 = c0.and(LOWER_HALF).mul(multiplier0);
            LongVector p1 = c2.and(LOWER_HALF).mul(multiplier1);
            c0 = p1.lanewise(VectorOperators.LSHR, 32)
                    .lanewise(VectorOperators.XOR, c1)
                    .lanewise(VectorOperators.XOR, k0 & LOWER_HALF);
            c1 = p1.and(LOWER_HALF);
            c2 = p0.lanewise(VectorOperators.LSHR, 32)
                    .lanewise(VectorOperators.XOR, c3)
                    .lanewise(VectorOperators.XOR, k1 & LOWER_HALF);
            c3 = p0.and(LOWER_HALF);
            k0 += Philox.WEYL_0;
            k1 += Philox.WEYL_1;
        }
        c0.intoArray(out, at);
        c1.intoArray(out, at + PAIRS);
        c2.intoArray(out, at + 2 * PAIRS);
        c3.intoArray(out, at + 3 * PAIRS);
    }
}
