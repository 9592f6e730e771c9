package io.millrace.load;

import io.millrace.kernel.Kernels;
import io.millrace.kernel.PackedWeight;
import io.millrace.kernel.WeightSource;
import io.millrace.model.Rows;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** Weights in the layout of some kernels. */
final class PackedWeights implements FileWeights {

  /** Makes one weight; called by several threads. */
  interface Packer {
    PackedWeight pack(WeightSource source) throws IOException;
  }

  private final WeightFile file;
  private final Map<WeightRequest, PackedWeight> packed = new LinkedHashMap<>();

  private PackedWeights(WeightFile file) {
    this.file = file;
  }

  /** Packs these weights on as many threads as the kernels use. */
  static PackedWeights pack(WeightFile file, Set<WeightRequest> requests, Kernels kernels)
      throws IOException {
    return pack(file, requests, kernels::pack, kernels.threads());
  }

  /** Packs these weights; if one fails, closes the others and throws what it threw. */
  static PackedWeights pack(
      WeightFile file, Set<WeightRequest> requests, Packer packer, int threads) throws IOException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    Map<WeightRequest, Future<PackedWeight>> running = new LinkedHashMap<>();
    AtomicBoolean failed = new AtomicBoolean();
    PackedWeights weights = new PackedWeights(file);
    try {
      for (WeightRequest request : requests) {
        running.put(request, pool.submit(() -> pack(file, request, packer, failed)));
      }
      for (Map.Entry<WeightRequest, Future<PackedWeight>> entry : running.entrySet()) {
        weights.packed.put(entry.getKey(), await(entry.getValue()));
      }
      return weights;
    } catch (IOException | RuntimeException | Error failure) {
      failed.set(true);
      running.values().forEach(PackedWeights::discard);
      throw failure;
    } finally {
      pool.shutdown();
    }
  }

  private static PackedWeight pack(
      WeightFile file, WeightRequest request, Packer packer, AtomicBoolean failed)
      throws IOException {
    // a cancelled future would forget the weight that it is just packing, so none is cancelled
    if (failed.get()) {
      throw new IOException("load: another weight failed");
    }
    return packer.pack(file.source(request));
  }

  private static PackedWeight await(Future<PackedWeight> future) throws IOException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalArgumentException(e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("load: interrupted while weights were packed", e);
    }
  }

  /** Closes a weight whose packing may still be under way, even if this thread is interrupted. */
  private static void discard(Future<PackedWeight> future) {
    boolean interrupted = false;
    while (true) {
      try {
        future.get().close();
        break;
      } catch (ExecutionException e) {
        break; // there is nothing to close
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public WeightFile file() {
    return file;
  }

  @Override
  public PackedWeight matrix(String name, Rows rows, int k) {
    return packed.get(new WeightRequest(name, rows, k));
  }

  @Override
  public void close() {
    packed.values().forEach(PackedWeight::close);
  }
}
