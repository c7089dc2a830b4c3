package t2drl.kernel.vector;

/** The matrix products of networks, in one precision; what depends on no weights or has next to no terms may be in another. */
interface Products {
    /** Float32, on the Vector API. */
    Products FLOAT32 = new Products() {
        @Override
        public Weights weights(int rows, int columns) {
            return new Panels(rows, columns);
        }

        @Override
        public void addTransposed(
                int m,
                int n,
                int k,
                float[] a,
                int aAt,
                int aRow,
                float[] b,
                int bAt,
                int bRow,
                boolean fresh,
                float[] c,
                int cAt,
                int cRow) {
            Gemm.addTransposed(m, n, k, a, aAt, aRow, b, bAt, bRow, fresh, c, cAt, cRow);
        }
    };

    /** A matrix to multiply by, 0 until it is packed. */
    Weights weights(int rows, int columns);

    /** As {@link Gemm#addTransposed}. */
    void addTransposed(
            int m,
            int n,
            int k,
            float[] a,
            int aAt,
            int aRow,
            float[] b,
            int bAt,
            int bRow,
            boolean fresh,
            float[] c,
            int cAt,
            int cRow);
}
