package t2drl.kernel.plain;

import t2drl.kernel.ParameterLayout;

/** One dense layer, row by row; each output is summed in the order of the inputs. Weights stay where they are, in the parameters. */
final class PlainDense {
    final int out;
    final float[] bias; // [out], zeros if the layer has none

    private final int in;
    private final float[] parameters;
    private final int weight; // where W [out, row] starts, of which the layer reads the first columns
    private final int row;

    /** The layer {@code name.weight}, {@code name.bias}. */
    static PlainDense of(ParameterLayout layout, String name, float[] parameters) {
        int in = layout.entry(name + ".weight").shape().get(1);
        PlainDense layer = columns(layout, name, parameters, 0, in);
        ParameterLayout.Entry bias = layout.entry(name + ".bias");
        System.arraycopy(parameters, bias.offset(), layer.bias, 0, layer.out);
        return layer;
    }

    /** Without its bias, the part of a layer that reads columns {@code from .. from + count} of its input. */
    static PlainDense columns(ParameterLayout layout, String name, float[] parameters, int from, int count) {
        ParameterLayout.Entry entry = layout.entry(name + ".weight");
        return new PlainDense(
                count,
                entry.shape().get(0),
                parameters,
                entry.offset() + from,
                entry.shape().get(1));
    }

    private PlainDense(int in, int out, float[] parameters, int weight, int row) {
        this.in = in;
        this.out = out;
        this.parameters = parameters;
        this.weight = weight;
        this.row = row;
        bias = new float[out];
    }

    /** {@code y = x W^T + bias} of {@code rows} rows, those of {@code x} from {@code xAt} on. */
    void forward(int rows, float[] x, int xAt, float[] y) {
        for (int r = 0; r < rows; r++) {
            row(x, xAt + r * in, bias, y, r * out);
        }
    }

    /** {@code y = x W^T + start}, one row each. */
    void row(float[] x, int xAt, float[] start, float[] y, int yAt) {
        int o = 0;
        for (; o + 8 <= out; o += 8) {
            eight(o, x, xAt, start, y, yAt + o);
        }
        for (; o < out; o++) {
            int at = weight + o * row;
            float sum = start[o];
            for (int i = 0; i < in; i++) {
                sum = Math.fma(x[xAt + i], parameters[at + i], sum);
            }
            y[yAt + o] = sum;
        }
    }

    /** Outputs {@code o} to {@code o + 7}: so many sums hide the latency of an FMA. */
    private void eight(int o, float[] x, int xAt, float[] start, float[] y, int yAt) {
        float[] w = parameters;
        int at0 = weight + o * row;
        int at1 = at0 + row;
        int at2 = at1 + row;
        int at3 = at2 + row;
        int at4 = at3 + row;
        int at5 = at4 + row;
        int at6 = at5 + row;
        int at7 = at6 + row;
        float sum0 = start[o];
        float sum1 = start[o + 1];
        float sum2 = start[o + 2];
        float sum3 = start[o + 3];
        float sum4 = start[o + 4];
        float sum5 = start[o + 5];
        float sum6 = start[o + 6];
        float sum7 = start[o + 7];
        for (int i = 0; i < in; i++) {
            float a = x[xAt + i];
            sum0 = Math.fma(a, w[at0 + i], sum0);
            sum1 = Math.fma(a, w[at1 + i], sum1);
            sum2 = Math.fma(a, w[at2 + i], sum2);
            sum3 = Math.fma(a, w[at3 + i], sum3);
            sum4 = Math.fma(a, w[at4 + i], sum4);
            sum5 = Math.fma(a, w[at5 + i], sum5);
            sum6 = Math.fma(a, w[at6 + i], sum6);
            sum7 = Math.fma(a, w[at7 + i], sum7);
        }
        y[yAt] = sum0;
        y[yAt + 1] = sum1;
        y[yAt + 2] = sum2;
        y[yAt + 3] = sum3;
        y[yAt + 4] = sum4;
        y[yAt + 5] = sum5;
        y[yAt + 6] = sum6;
        y[yAt + 7] = sum7;
    }

    /** {@code y += x * } column {@code i} of W. */
    void addColumn(int i, float x, float[] y, int yAt) {
        for (int o = 0; o < out; o++) {
            y[yAt + o] = Math.fma(x, parameters[weight + o * row + i], y[yAt + o]);
        }
    }
}
