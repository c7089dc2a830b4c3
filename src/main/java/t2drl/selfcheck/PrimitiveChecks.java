package t2drl.selfcheck;

import java.util.List;
import java.util.function.BiConsumer;
import t2drl.kernel.Buffer;
import t2drl.kernel.cuda.CudaDevice;
import t2drl.kernel.cuda.CudaPrimitives;

/** What the kernels of a GPU are made of, against plain sums. */
final class PrimitiveChecks {
    private static final int WARP = 32;

    private PrimitiveChecks() {}

    static List<KernelCheck> all() {
        return List.of(
                check("product on tensor cores", PrimitiveChecks::product),
                check("asynchronous copy", PrimitiveChecks::asyncCopy),
                check("shuffles", PrimitiveChecks::shuffles),
                check("arithmetic", PrimitiveChecks::arithmetic));
    }

    private static KernelCheck check(String what, BiConsumer<CudaPrimitives, ParitySide> body) {
        return new KernelCheck("primitives: " + what, parity -> {
            if (!(parity.device instanceof CudaDevice gpu)) {
                throw new UnsupportedOperationException(parity.device.name() + " is no GPU");
            }
            body.accept(gpu.primitives(), parity.side());
        });
    }

    private static void product(CudaPrimitives primitives, ParitySide side) {
        // Whole numbers up to 2^10 are exact in TF32, and so are the sums in float.
        Buffer a = side.whole(128, -40, 40);
        Buffer b = side.whole(64, -40, 40);
        Buffer c = side.whole(128, -40, 40);
        Buffer d = side.output(128);
        primitives.product(a, b, c, d);
        double[] left = a.toArray();
        double[] right = b.toArray();
        double[] want = c.toArray();
        for (int row = 0; row < 16; row++) {
            for (int column = 0; column < 8; column++) {
                for (int k = 0; k < 8; k++) {
                    want[row * 8 + column] += left[row * 8 + k] * right[k * 8 + column];
                }
            }
        }
        Compare.closeToLargest("product", 128, want, d.toArray(), 0, 0);
    }

    private static void asyncCopy(CudaPrimitives primitives, ParitySide side) {
        Buffer in = side.normal(128, 1);
        Buffer out = side.output(128);
        primitives.asyncCopy(in, out);
        double[] numbers = in.toArray();
        double[] want = new double[128];
        for (int i = 0; i < 64; i++) {
            want[i] = numbers[63 - i];
            want[i + 64] = numbers[127 - i];
        }
        Compare.closeToLargest("copy", 128, want, out.toArray(), 0, 0);
    }

    private static void shuffles(CudaPrimitives primitives, ParitySide side) {
        Buffer in = side.normal(WARP, 1);
        Buffer out = side.output(3 * WARP);
        primitives.shuffles(in, out);
        double[] numbers = in.toArray();
        double[] want = new double[3 * WARP];
        for (int lane = 0; lane < WARP; lane++) {
            want[lane] = numbers[lane ^ 5];
            want[lane + WARP] = numbers[lane + 3 < WARP ? lane + 3 : lane];
            want[lane + 2 * WARP] = numbers[7];
        }
        Compare.closeToLargest("shuffles", 3 * WARP, want, out.toArray(), 0, 0);
    }

    private static void arithmetic(CudaPrimitives primitives, ParitySide side) {
        Buffer in = side.draw(WARP, () -> side.random.nextGaussian() * Math.pow(10, side.random.nextInt(-20, 20)));
        Buffer out = side.output(2 * WARP);
        primitives.arithmetic(in, out);
        double[] numbers = in.toArray();
        double[] got = out.toArray();
        for (int i = 0; i < WARP; i++) {
            // To the nearest of 10 bits of mantissa, ties away from zero.
            int bits = Float.floatToRawIntBits((float) numbers[i]);
            double rounded = Float.intBitsToFloat((bits + 0x1000) & ~0x1fff);
            Compare.require(got[i] == rounded, "TF32 of %s: %s instead of %s".formatted(numbers[i], got[i], rounded));
            double inverse = 1 / numbers[i];
            Compare.require(
                    Math.abs(got[WARP + i] - inverse) <= 0x1p-22 * Math.abs(inverse),
                    "1 / %s: %s instead of %s".formatted(numbers[i], got[WARP + i], inverse));
        }
    }
}
