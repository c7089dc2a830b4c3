package t2drl.edge;

/**
 * Who requests what (system model, section 2). Built once for a scenario; the arrays must not be changed.
 *
 * @param requests P {@code [J, M]}: the probability of each model in each popularity state, by Zipf's law and ranking
 * @param stationary the long-run mix of the popularity states {@code [J]}, from a uniform first state
 * @param cumulativeTransition running sums of the rows of Pi, {@code [J * J]}
 * @param cumulativeRequests running sums of the rows of P, {@code [J * M]}
 */
public record Popularity(
        double[][] requests, double[] stationary, double[] cumulativeTransition, double[] cumulativeRequests) {

    /** The popularity of a scenario. */
    public static Popularity of(Scenario scenario) {
        double[][] requests = requests(scenario);
        return new Popularity(
                requests, stationary(scenario.transition()), runningSums(scenario.transition()), runningSums(requests));
    }

    /** The probability of each model {@code [M]} under the stationary mix of the states. */
    public double[] mix() {
        double[] mix = new double[requests[0].length];
        for (int j = 0; j < requests.length; j++) {
            for (int m = 0; m < mix.length; m++) {
                mix[m] += stationary[j] * requests[j][m];
            }
        }
        return mix;
    }

    /** The state after {@code state}, for a uniform number {@code u} in [0, 1). */
    public int nextState(int state, double u) {
        return draw(cumulativeTransition, state, requests.length, u);
    }

    /** The model requested in {@code state}, for a uniform number {@code u} in [0, 1). */
    public int request(int state, double u) {
        return draw(cumulativeRequests, state, requests[0].length, u);
    }

    /** The first index whose cumulative probability exceeds {@code u}; the last one if rounding keeps all below it. */
    private static int draw(double[] sums, int row, int length, double u) {
        int index = 0;
        while (index < length - 1 && sums[row * length + index] <= u) {
            index++;
        }
        return index;
    }

    private static double[][] requests(Scenario scenario) {
        double[][] requests = new double[scenario.popularityStates()][scenario.models()];
        for (int j = 0; j < requests.length; j++) {
            double sum = 0;
            for (int m = 0; m < requests[j].length; m++) {
                requests[j][m] = Math.pow(scenario.rank()[j][m], -scenario.zipfSkewness()[j]);
                sum += requests[j][m];
            }
            for (int m = 0; m < requests[j].length; m++) {
                requests[j][m] /= sum;
            }
        }
        return requests;
    }

    /**
     * The mean row of {@code ((Pi + I) / 2)^(2^64)}: the lazy chain has the same long-run mix and no period, and
     * squaring adds positive numbers only, so even a mix reached slowly keeps its relative accuracy.
     */
    private static double[] stationary(double[][] transition) {
        int n = transition.length;
        double[][] power = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                power[i][j] = (transition[i][j] + (i == j ? 1 : 0)) / 2;
            }
        }
        for (int squaring = 0; squaring < 64; squaring++) {
            power = squaredWithRowsOfSumOne(power);
        }
        double[] mean = new double[n];
        for (double[] row : power) {
            for (int j = 0; j < n; j++) {
                mean[j] += row[j] / n;
            }
        }
        return mean;
    }

    private static double[][] squaredWithRowsOfSumOne(double[][] matrix) {
        int n = matrix.length;
        double[][] square = new double[n][n];
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < n; k++) {
                    square[i][j] += matrix[i][k] * matrix[k][j];
                }
                sum += square[i][j];
            }
            for (int j = 0; j < n; j++) {
                square[i][j] /= sum;
            }
        }
        return square;
    }

    private static double[] runningSums(double[][] rows) {
        int length = rows[0].length;
        double[] sums = new double[rows.length * length];
        for (int i = 0; i < rows.length; i++) {
            double sum = 0;
            for (int j = 0; j < length; j++) {
                sum += rows[i][j];
                sums[i * length + j] = sum;
            }
        }
        return sums;
    }
}
