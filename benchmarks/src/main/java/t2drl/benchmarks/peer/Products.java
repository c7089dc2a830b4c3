package t2drl.benchmarks.peer;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import t2drl.benchmarks.T2drlProducts;
import t2drl.benchmarks.ThreeProducts;

/** The matrix products of BLAS libraries, in native memory. Threads are those of the environment: OPENBLAS_NUM_THREADS, OMP_NUM_THREADS. */
public final class Products {
    public static final String OPENBLAS = "openblas";
    public static final String ONEDNN = "onednn";

    private static final double TOLERANCE = 1e-3; // of results of order one

    private Products() {}

    /** {@code C = A B^T}, {@code A, C [rows, width]}, {@code B [width, width]}. */
    interface Multiply {
        void run(int rows, int width, FloatPointer a, FloatPointer b, FloatPointer c);
    }

    /** Opens a library and checks it against our product. */
    public static ThreeProducts open(String library, int rows, int width) {
        Multiply multiply = switch (library) {
            case OPENBLAS -> Products::openblas;
            case ONEDNN -> new OneDnn()::multiply;
            default -> throw new IllegalArgumentException(library);
        };
        ThreeProducts peer = new Native(multiply, rows, width);
        try (T2drlProducts ours = new T2drlProducts(rows, width)) {
            ours.multiply();
            peer.multiply();
            Agreement.require(library, "a product", ours.result(), peer.result(), TOLERANCE);
        }
        return peer;
    }

    private static void openblas(int m, int n, FloatPointer a, FloatPointer b, FloatPointer c) {
        openblas_nolapack.cblas_sgemm(
                openblas_nolapack.CblasRowMajor,
                openblas_nolapack.CblasNoTrans,
                openblas_nolapack.CblasTrans,
                m,
                n,
                n,
                1,
                a,
                n,
                b,
                n,
                0,
                c,
                n);
    }

    private static final class Native implements ThreeProducts {
        private final Multiply multiply;
        private final int rows;
        private final int width;
        private final FloatPointer x;
        private final FloatPointer w1;
        private final FloatPointer w2;
        private final FloatPointer w3;
        private final FloatPointer h1;
        private final FloatPointer h2;
        private final FloatPointer y;

        Native(Multiply multiply, int rows, int width) {
            this.multiply = multiply;
            this.rows = rows;
            this.width = width;
            x = new FloatPointer(ThreeProducts.input(rows, width));
            w1 = new FloatPointer(ThreeProducts.weights(width));
            w2 = new FloatPointer(ThreeProducts.weights(width));
            w3 = new FloatPointer(ThreeProducts.weights(width));
            h1 = new FloatPointer((long) rows * width);
            h2 = new FloatPointer((long) rows * width);
            y = new FloatPointer((long) rows * width);
        }

        @Override
        public void multiply() {
            multiply.run(rows, width, x, w1, h1);
            multiply.run(rows, width, h1, w2, h2);
            multiply.run(rows, width, h2, w3, y);
        }

        @Override
        public float[] result() {
            float[] values = new float[rows * width];
            y.get(values);
            return values;
        }

        @Override
        public void close() {}
    }
}
