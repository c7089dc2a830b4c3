package t2drl.kernel.cuda;

import t2drl.kernel.Buffer;
import t2drl.kernel.CellShape;
import t2drl.kernel.host.FeatureScale;

/**
 * The tables of a shape on the device: {@code transition [states, states]}, {@code popularity [states, models]}, and a row a model of what cells.cu says: {@code features [models, 12]}, {@code service [models, 8]}.
 */
record CellTables(CudaBuffer transition, CudaBuffer popularity, CudaBuffer features, CudaBuffer service) {
    private static final int FEATURES = 12;
    private static final int SERVICE = 8;

    static CellTables on(CudaDevice device, CellShape shape) {
        return new CellTables(
                upload(device, roundedUp(shape.cumulativeTransition())),
                upload(device, roundedUp(shape.cumulativePopularity())),
                upload(device, features(shape)),
                upload(device, service(shape)));
    }

    private static CudaBuffer upload(CudaDevice device, float[] values) {
        Buffer buffer = device.buffer(values.length);
        buffer.write(0, values, 0, values.length);
        return CudaBuffer.of(buffer);
    }

    /** The smallest floats not below {@code values}: any float is at least such a one just if it is at least the double. */
    private static float[] roundedUp(double[] values) {
        float[] up = new float[values.length];
        for (int i = 0; i < up.length; i++) {
            float nearest = (float) values[i];
            up[i] = nearest < values[i] ? Math.nextUp(nearest) : nearest;
        }
        return up;
    }

    private static float[] features(CellShape shape) {
        float[] table = new float[shape.models() * FEATURES];
        for (int m = 0; m < shape.models(); m++) {
            double a3 = shape.a3()[m];
            double worth = (1 - shape.latencyWeight()) * shape.tvWorthSeconds() * (shape.a2()[m] - shape.a4()[m])
                    - shape.latencyWeight() * shape.b1()[m] * a3;
            row(
                    table,
                    m * FEATURES,
                    shape.a1()[m] / FeatureScale.A1,
                    shape.a2()[m] / FeatureScale.A2,
                    a3 / FeatureScale.A3,
                    shape.a4()[m] / FeatureScale.A4,
                    shape.b1()[m] / FeatureScale.B1,
                    shape.b2()[m] / FeatureScale.B2,
                    FeatureScale.WORTH_PER_STEP * worth / a3,
                    a3 * shape.users() / (2 * shape.stepsPerSlot()),
                    a3);
        }
        return table;
    }

    private static float[] service(CellShape shape) {
        float[] table = new float[shape.models() * SERVICE];
        for (int m = 0; m < shape.models(); m++) {
            double b1 = shape.b1()[m];
            double b2 = shape.b2()[m];
            row(
                    table,
                    m * SERVICE,
                    shape.a1()[m],
                    1 / (shape.a3()[m] - shape.a1()[m]),
                    shape.a2()[m],
                    shape.a4()[m] - shape.a2()[m],
                    b1,
                    b2,
                    (b1 * shape.a3()[m] + b2) / shape.cloudSpeedup(),
                    shape.a4()[m]);
        }
        return table;
    }

    private static void row(float[] table, int at, double... values) {
        for (int i = 0; i < values.length; i++) {
            table[at + i] = (float) values[i];
        }
    }
}
