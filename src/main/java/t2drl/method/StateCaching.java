package t2drl.method;

import java.util.Arrays;
import t2drl.edge.Cells;
import t2drl.kernel.Indices;

/** A fixed set for each popularity state, which it knows; the same for all of them makes a static cache. */
public record StateCaching(int[] setOfState) implements Caching {

    /** One set, whatever the state. */
    public static StateCaching always(int set, int states) {
        int[] setOfState = new int[states];
        Arrays.fill(setOfState, set);
        return new StateCaching(setOfState);
    }

    @Override
    public void cache(Cells cells, Indices choice) {
        choice.write(Arrays.stream(cells.memory().state().toArray())
                .map(j -> setOfState[j])
                .toArray());
    }
}
