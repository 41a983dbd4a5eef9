using TransferLab.Features;

namespace TransferLab.MLNet.Networks;

/// <summary>A network that makes a vector of an image. Thread-safe; results are remembered, and no more images are
/// computed at once than there are cores.</summary>
internal abstract class ImageNetwork
{
    // 256 MB; a thousand floats per image are 64 thousand images.
    private const long RememberedFloats = 64L << 20;

    private static readonly SemaphoreSlim s_cores = new(Environment.ProcessorCount);

    private readonly ResultMemory _memory = new(RememberedFloats);

    /// <summary>Length of the vector.</summary>
    public abstract int Length { get; }

    /// <summary>Images whose result is remembered.</summary>
    public int Remembered => _memory.Count;

    /// <summary>The result of an image file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no image that can be used.</exception>
    public float[] OfFile(string path) => _memory.Get(ImageKey.OfFile(path), () => ComputeFile(path));

    /// <summary>The result of an encoded image.</summary>
    /// <exception cref="InvalidDataException">The bytes are no image that can be used.</exception>
    public float[] OfBytes(byte[] encoded) => _memory.Get(ImageKey.OfBytes(encoded), () => ComputeBytes(encoded));

    /// <summary>Works ahead: the result of an image file that will be asked for, unless it is known or being computed.
    /// Throws as <see cref="OfFile"/> does.</summary>
    public void PrepareFile(string path) => _memory.Prepare(ImageKey.OfFile(path), () => ComputeFile(path));

    /// <summary>Works ahead, as <see cref="PrepareFile"/> does, on an encoded image.</summary>
    public void PrepareBytes(byte[] encoded) => _memory.Prepare(ImageKey.OfBytes(encoded), () => ComputeBytes(encoded));

    /// <summary>Computes a result on the calling thread.</summary>
    protected abstract float[] Compute(byte[] encoded);

    private float[] ComputeFile(string path) => Guarded(() => Compute(File.ReadAllBytes(path)), $"The image '{path}'");

    private float[] ComputeBytes(byte[] encoded) => Guarded(() => Compute(encoded), $"An image of {encoded.Length} bytes");

    private static float[] Guarded(Func<float[]> compute, string image)
    {
        s_cores.Wait();
        try
        {
            return compute();
        }
        catch (Exception e) when (InputException.IsAnswer(e))
        {
            throw new InvalidDataException($"{image} cannot be used: {e.Message} Leave it out of the data.", e);
        }
        finally
        {
            s_cores.Release();
        }
    }
}

/// <summary>From an image to features.</summary>
internal sealed class FeatureNetwork(ImageFeaturizer featurizer) : ImageNetwork
{
    public override int Length => featurizer.FeatureCount;

    public ReadOnlyMemory<byte> Model => featurizer.Model;

    protected override float[] Compute(byte[] encoded) => featurizer.Featurize(encoded);
}

/// <summary>From an image to the probabilities of a classifier package, labels in the package's order.</summary>
internal sealed class ScoreNetwork(ImageClassifier classifier) : ImageNetwork
{
    public override int Length => classifier.Labels.Count;

    public IReadOnlyList<string> Labels => classifier.Labels;

    public bool IsMultiLabel => classifier.Package.IsMultiLabel;

    /// <summary>Opens a package.</summary>
    public static ScoreNetwork Open(string package) => new(ImageClassifier.Load(package, new ImageClassifierOptions { Threads = 1 }));

    /// <summary>The labels that probabilities stand for: one, or in a multi-label package all at or above their thresholds.</summary>
    public IReadOnlyList<string> Decide(float[] probabilities) => classifier.Decide(new ImageScore(probabilities, []));

    protected override float[] Compute(byte[] encoded) => classifier.Score(encoded).Probabilities;
}

/// <summary>The networks in use in this process, by what they were loaded from: several transforms and several copies of a saved model share one.</summary>
internal static class NetworkRegistry
{
    private static readonly Lock s_gate = new();
    private static readonly Dictionary<string, WeakReference<ImageNetwork>> s_networks = [];

    /// <summary>The network of an identity; loaded where it is not in use.</summary>
    public static ImageNetwork Get(string identity, Func<ImageNetwork> load)
    {
        lock (s_gate)
        {
            if (s_networks.TryGetValue(identity, out var reference) && reference.TryGetTarget(out var network))
                return network;
            network = load();
            foreach (var gone in s_networks.Where(n => !n.Value.TryGetTarget(out _)).Select(n => n.Key).ToArray())
                s_networks.Remove(gone);
            s_networks[identity] = new(network);
            return network;
        }
    }

    /// <summary>Lets the next use of each network load it anew, as another process would.</summary>
    internal static void Forget()
    {
        lock (s_gate)
            s_networks.Clear();
    }
}
