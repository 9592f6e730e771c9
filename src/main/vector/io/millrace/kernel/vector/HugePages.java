package io.millrace.kernel.vector;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.millrace.tensor.Allocator;
import io.millrace.tensor.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Gives out memory in pages of 2 MiB, as far as the system has them: what is read from end to end
 * at every step costs fewer look-ups of addresses, and is fetched ahead across more than 4 KiB.
 *
 * <p>Pieces are cut from slabs, since many weights are smaller than a page. A slab goes back when
 * all its pieces have.
 */
final class HugePages implements Allocator {

  private static final long LINE = 64;
  private static final long PAGE = 2 << 20;
  private static final long SLAB = 16 * PAGE;

  private Slab current = new Slab(Arena.global(), MemorySegment.NULL);

  private HugePages() {}

  /** Huge pages where Java may ask for them, else direct buffers. */
  static Allocator allocator() {
    boolean linux = System.getProperty("os.name").equals("Linux");
    boolean allowed = HugePages.class.getModule().isNativeAccessEnabled();
    return linux && allowed ? new HugePages() : Allocator.direct();
  }

  @Override
  public synchronized Memory allocate(long bytes) {
    if (bytes < 0 || bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "allocate: " + bytes + " bytes asked for, expected 0 to 2147483647");
    }
    if (bytes > SLAB / 4) {
      return slab(bytes).cut(bytes);
    }
    if (current.room() < bytes) {
      current = slab(SLAB);
    }
    return current.cut(bytes);
  }

  private Slab slab(long bytes) {
    long size = (bytes + PAGE - 1) / PAGE * PAGE;
    Arena arena = Arena.ofShared();
    MemorySegment all = LibC.map(size + PAGE, arena); // a page begins somewhere in the first one
    MemorySegment pages = all.asSlice(Math.floorMod(-all.address(), PAGE), size);
    LibC.wantHugePages(pages);
    return new Slab(arena, pages);
  }

  /** Pages in a row, of which the first {@code used} bytes are given out. */
  private final class Slab {

    private final Arena arena;
    private final MemorySegment pages;
    private long used;
    private int pieces;

    Slab(Arena arena, MemorySegment pages) {
      this.arena = arena;
      this.pages = pages;
    }

    long room() {
      return pages.byteSize() - used;
    }

    Memory cut(long bytes) {
      MemorySegment piece = pages.asSlice(used, bytes);
      used = Math.min(pages.byteSize(), used + (bytes + LINE - 1) / LINE * LINE);
      pieces++;
      return new Memory(piece.asByteBuffer(), piece.address(), this::release);
    }

    private void release() {
      synchronized (HugePages.this) {
        pieces--;
        if (pieces == 0) {
          used = pages.byteSize(); // a later piece would not be zero
          arena.close();
        }
      }
    }
  }

  /** What Linux is asked for memory by. */
  private static final class LibC {

    private static final int READ_AND_WRITE = 3;
    private static final int PRIVATE_AND_ANONYMOUS = 0x22;
    private static final int HUGE_PAGES = 14;

    private static final MethodHandle MMAP =
        function("mmap", ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle MUNMAP = function("munmap", JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle MADVISE =
        function("madvise", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);

    @SuppressWarnings("restricted")
    private static MethodHandle function(String name, MemoryLayout result, MemoryLayout... from) {
      Linker linker = Linker.nativeLinker();
      MemorySegment address = linker.defaultLookup().find(name).orElseThrow();
      return linker.downcallHandle(address, FunctionDescriptor.of(result, from));
    }

    /** Zeroed memory, unmapped when the arena is closed. */
    @SuppressWarnings("restricted")
    static MemorySegment map(long bytes, Arena arena) {
      try {
        MemorySegment address =
            (MemorySegment)
                MMAP.invokeExact(
                    MemorySegment.NULL, bytes, READ_AND_WRITE, PRIVATE_AND_ANONYMOUS, -1, 0L);
        if (address.address() == -1) {
          throw new OutOfMemoryError(
              "allocate: the system has no " + bytes + " bytes of memory left");
        }
        return address.reinterpret(bytes, arena, LibC::unmap);
      } catch (Throwable thrown) { // what handles declare
        throw unchecked(thrown);
      }
    }

    private static void unmap(MemorySegment segment) {
      try {
        int result = (int) MUNMAP.invokeExact(segment, segment.byteSize());
        assert result == 0;
      } catch (Throwable thrown) { // what handles declare
        throw unchecked(thrown);
      }
    }

    /** Asks for huge pages; without them memory is slower and else the same. */
    static void wantHugePages(MemorySegment segment) {
      try {
        int ignored = (int) MADVISE.invokeExact(segment, segment.byteSize(), HUGE_PAGES);
      } catch (Throwable thrown) { // what handles declare
        throw unchecked(thrown);
      }
    }

    private static RuntimeException unchecked(Throwable thrown) {
      if (thrown instanceof Error error) {
        throw error;
      }
      return thrown instanceof RuntimeException exception
          ? exception
          : new IllegalStateException(thrown);
    }
  }
}
