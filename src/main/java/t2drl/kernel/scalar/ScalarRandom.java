package t2drl.kernel.scalar;

import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.RandomKernels;
import t2drl.kernel.RandomStream;
import t2drl.kernel.host.HostCounter;
import t2drl.kernel.host.OpStream;
import t2drl.kernel.host.Philox;

/** Distributions on the words of Philox, block by block. */
final class ScalarRandom implements RandomKernels {
    private static final double TWO_POW_MINUS_24 = 0x1p-24;

    /** From the four words of a block to four numbers. */
    private interface Distribution {
        void draw(int[] words, double[] numbers);
    }

    private final OpStream ops;

    ScalarRandom(OpStream ops) {
        this.ops = ops;
    }

    @Override
    public void uniform(RandomStream stream, Counter step, Buffer out) {
        draw(stream, step, out, (words, numbers) -> {
            for (int i = 0; i < 4; i++) {
                numbers[i] = (words[i] >>> 8) * TWO_POW_MINUS_24;
            }
        });
    }

    @Override
    public void normal(RandomStream stream, Counter step, Buffer out) {
        draw(stream, step, out, (words, numbers) -> {
            for (int i = 0; i < 4; i += 2) {
                double radius = Math.sqrt(-2 * Math.log(positive(words[i])));
                double angle = 2 * Math.PI * (words[i + 1] >>> 8) * TWO_POW_MINUS_24;
                numbers[i] = radius * Math.cos(angle);
                numbers[i + 1] = radius * Math.sin(angle);
            }
        });
    }

    @Override
    public void exponential(RandomStream stream, Counter step, Buffer out) {
        draw(stream, step, out, (words, numbers) -> {
            for (int i = 0; i < 4; i++) {
                numbers[i] = -Math.log(positive(words[i]));
            }
        });
    }

    /** Uniform on (0, 1), never 0. */
    private static double positive(int word) {
        return ((word >>> 8) + 0.5) * TWO_POW_MINUS_24;
    }

    private void draw(RandomStream stream, Counter step, Buffer out, Distribution distribution) {
        double[] target = Memory.of(out);
        HostCounter count = Memory.of(step);
        int[] words = new int[4];
        double[] numbers = new double[4];
        ops.submit(() -> {
            for (int at = 0; at < target.length; at += 4) {
                Philox.block(at / 4, count.value, stream.stream(), stream.seed(), words);
                distribution.draw(words, numbers);
                System.arraycopy(numbers, 0, target, at, Math.min(4, target.length - at));
            }
        });
    }
}
