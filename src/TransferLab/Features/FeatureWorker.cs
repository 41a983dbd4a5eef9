using TransferLab.Files;
using TransferLab.Imaging.Augmentation;
using TransferLab.Pictures;
using TransferLab.Runtime;

namespace TransferLab.Features;

/// <summary>One thread's buffers for feature extraction: pixels in, an activation per cut point out.</summary>
internal sealed class FeatureWorker : IDisposable
{
    private readonly ImageStore _images;
    private readonly AugmentationPipeline? _augmentation;
    private readonly IReadOnlyList<CutCache> _caches;
    private readonly Lazy<InferenceSession> _session;
    private readonly NativeBuffer<byte> _pixels;
    private readonly NativeBuffer<float>[] _activations;
    private SessionBinding? _binding;
    private OrtValue[] _values = [];

    /// <param name="session">Shared by all workers; it has no threads of its own. Asked for when the first activation is missing.</param>
    /// <param name="images">The pictures.</param>
    /// <param name="augmentation">What makes views.</param>
    /// <param name="caches">One for each output of the session.</param>
    public FeatureWorker(Lazy<InferenceSession> session, ImageStore images, AugmentationPipeline? augmentation, IReadOnlyList<CutCache> caches)
    {
        (_session, _images, _augmentation, _caches) = (session, images, augmentation, caches);
        _pixels = new((long)images.Geometry.Height * images.Geometry.Width * 3);
        _activations = [.. caches.Select(c => new NativeBuffer<float>(c.Plain.Length))];
    }

    /// <summary>Activations computed so far.</summary>
    public int Computed { get; private set; }

    /// <summary>Puts the activations of an image that are missing into the caches.</summary>
    /// <returns>The content hash of its file.</returns>
    public ContentHash Do(FeatureJob job, CancellationToken cancellation)
    {
        using var picture = _images.Open(job.Sample);
        var hash = picture.Hash;
        if (job.Plain && !_caches.All(c => c.Plain.Contains(hash)))
        {
            picture.Fit(_pixels.Span);
            Run(c => c.Plain, hash, cancellation);
        }
        for (var view = 0; view < job.Views; view++)
        {
            var key = AugmentedView.Key(hash, view);
            if (_caches.All(c => c.Views!.Contains(key)))
                continue;
            picture.View(_augmentation!, view, _pixels.Span);
            Run(c => c.Views!, key, cancellation);
        }
        return hash;
    }

    public void Dispose()
    {
        _binding?.Dispose();
        foreach (var value in _values)
            value.Dispose();
        foreach (var activation in _activations)
            activation.Dispose();
        _pixels.Dispose();
    }

    private void Run(Func<CutCache, FeatureCache> cache, ContentHash key, CancellationToken cancellation)
    {
        (_binding ??= Bind(_session.Value)).Run(cancellation);
        for (var i = 0; i < _caches.Count; i++)
            cache(_caches[i]).Add(key, _activations[i].Span);
        Computed++;
    }

    private SessionBinding Bind(InferenceSession session)
    {
        _values = [OrtValue.Over(_pixels, 0, [1, _images.Geometry.Height, _images.Geometry.Width, 3]), .. _activations.Zip(session.Outputs, (a, o) => OrtValue.Over(a, 0, [1, .. o.Dims.Skip(1)]))];
        var binding = session.CreateBinding();
        binding.BindInput(session.Inputs[0].Name, _values[0]);
        for (var i = 0; i < _caches.Count; i++)
            binding.BindOutput(session.Outputs[i].Name, _values[i + 1]);
        return binding;
    }
}
