package t2drl.method;

import t2drl.edge.Cells;
import t2drl.kernel.Buffer;
import t2drl.kernel.Indices;

/** One way to run the cells: which set to cache at a frame's start, and how to share bandwidth and compute in every slot. */
public interface Method extends Caching, Allocation {
    String name();

    /** The method that caches by the one and allocates by the other. */
    static Method of(String name, Caching caching, Allocation allocation) {
        return new Method() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public void start() {
                caching.start();
            }

            @Override
            public void cache(Cells cells, Indices choice) {
                caching.cache(cells, choice);
            }

            @Override
            public void allocate(Cells cells, Buffer state, Buffer hit, Buffer a3, Buffer b, Buffer xi) {
                allocation.allocate(cells, state, hit, a3, b, xi);
            }
        };
    }
}
