using TransferLab.Images;
using TransferLab.Imaging;
using TransferLab.Runtime;

namespace TransferLab.Features;

/// <summary>
/// Runs the frozen prefix over image files into a <see cref="FeatureCache"/>. One worker per core decodes an image and at once runs the prefix on it in a
/// session without threads of its own: decoding and computing overlap across workers, nothing waits at a barrier, and since every image is a batch of its own,
/// its activation does not depend on which images it came with.
/// </summary>
public static class FeatureExtractor
{
    /// <summary>Extracts what is missing.</summary>
    /// <param name="prefixModel">Prefix model: <c>image</c>, uint8 [N,H,W,3], to one float32 activation.</param>
    /// <param name="paths">Image files.</param>
    /// <param name="geometry">How a file becomes pixels.</param>
    /// <param name="cache">Where activations go.</param>
    /// <param name="workers">Threads; 0 for all cores.</param>
    /// <param name="progress">Told the number of images done, from any thread.</param>
    /// <param name="cancellation">Stops between two images.</param>
    /// <returns>The content hash of each file, the key to its activation.</returns>
    /// <exception cref="ImageDecodeException">A file is no image that can be used.</exception>
    public static ContentHash[] Extract(ReadOnlySpan<byte> prefixModel, IReadOnlyList<string> paths, ImageGeometry geometry, FeatureCache cache, int workers = 0,
        Action<int>? progress = null, CancellationToken cancellation = default)
    {
        using var session = new InferenceSession(prefixModel, new SessionSettings { Threads = 1 });
        var hashes = new ContentHash[paths.Count];
        var (next, done) = (-1, 0);
        var threads = Math.Clamp(workers > 0 ? workers : Environment.ProcessorCount, 1, Math.Max(1, paths.Count));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var tasks = Enumerable.Range(0, threads).Select(_ => Task.Factory.StartNew(Work, stop.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        try
        {
            Task.WaitAll(tasks, CancellationToken.None);
        }
        catch (AggregateException e) when (e.InnerExceptions.FirstOrDefault(i => i is not OperationCanceledException) is { } cause)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(cause);
        }
        catch (AggregateException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw;
        }
        return hashes;

        void Work()
        {
            try
            {
                using var pixels = new NativeBuffer<byte>((long)geometry.Height * geometry.Width * 3);
                using var activation = new NativeBuffer<float>(cache.Length);
                using var input = OrtValue.Over(pixels, 0, [1, geometry.Height, geometry.Width, 3]);
                using var output = OrtValue.Over(activation, 0, [1, .. session.Outputs[0].Dims.Skip(1)]);
                using var binding = session.CreateBinding();
                binding.BindInput(session.Inputs[0].Name, input);
                binding.BindOutput(session.Outputs[0].Name, output);
                for (var i = Interlocked.Increment(ref next); i < paths.Count; i = Interlocked.Increment(ref next))
                {
                    stop.Token.ThrowIfCancellationRequested();
                    var bytes = File.ReadAllBytes(paths[i]);
                    hashes[i] = ContentHash.Of(bytes);
                    if (!cache.Contains(hashes[i]))
                    {
                        ImageReader.Read(bytes, geometry, pixels.Span);
                        binding.Run(stop.Token);
                        cache.Add(hashes[i], activation.Span);
                    }
                    progress?.Invoke(Interlocked.Increment(ref done));
                }
            }
            catch
            {
                stop.Cancel();
                throw;
            }
        }
    }
}
