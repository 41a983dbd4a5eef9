using Microsoft.ML.OnnxRuntime.Tensors;
using TransferLab.Classifiers;

namespace TransferLab;

/// <summary>A classifier package, loaded and ready: image files in, probabilities out. Thread-safe. Loading scores the
/// package's golden images and refuses a package whose answers drifted.</summary>
public sealed class ImageClassifier : IDisposable
{
    private readonly InferenceSession _session;
    private readonly string[] _outputs = ["probabilities", "logits"];

    private readonly bool _averages;

    private ImageClassifier(ClassifierPackage package, InferenceSession session, bool averages)
    {
        _averages = averages;
        Package = package;
        _session = session;
        Geometry = package.Geometry;
    }

    /// <summary>The package it was loaded from.</summary>
    public ClassifierPackage Package { get; }

    /// <summary>Labels in the order of the outputs.</summary>
    public IReadOnlyList<string> Labels => Package.Config.LabelNames;

    /// <summary>The model's input size and how images are brought to it.</summary>
    public ImageGeometry Geometry { get; }

    /// <summary>Opens a package and gets it ready.</summary>
    /// <param name="directory">The package's folder, or the run's.</param>
    /// <param name="options">How it computes; null for the defaults.</param>
    /// <exception cref="PackageException">The folder is no package, or its golden images no longer get the probabilities they must.</exception>
    /// <exception cref="OrtException">ONNX Runtime refuses the model.</exception>
    /// <exception cref="DeviceException">The device cannot be used here.</exception>
    public static ImageClassifier Load(string directory, ImageClassifierOptions? options = null)
    {
        options ??= new ImageClassifierOptions();
        var package = ClassifierPackage.Open(directory);
        var session = KernelModel.Open(package.ModelPath, new SessionSettings { Threads = options.Threads, Device = options.Device });
        var classifier = new ImageClassifier(package, session, options.TestTimeAugmentation);
        try
        {
            classifier.CheckModel();
            if (options.CheckGoldenImages)
                classifier.CheckGolden(options.GoldenTolerance);
            return classifier;
        }
        catch
        {
            classifier.Dispose();
            throw;
        }
    }

    /// <summary>Scores an encoded image (JPEG, PNG, WebP, GIF, BMP).</summary>
    /// <exception cref="ImageDecodeException">The bytes are no image that can be used.</exception>
    public ImageScore Score(ReadOnlySpan<byte> encoded)
    {
        if (_averages)
            return ScoreViews(encoded);
        using var input = OrtValue.Allocate<byte>(1, Geometry.Height, Geometry.Width, 3);
        ImageReader.Read(encoded, Geometry, input.Span<byte>());
        return Run(input)[0];
    }

    /// <summary>Scores an encoded image as <see cref="Score(ReadOnlySpan{byte})"/> does; bytes that are no image that can be used get a score with an
    /// <see cref="ImageScore.Error"/>.</summary>
    public ImageScore ScoreOrError(ReadOnlySpan<byte> encoded)
    {
        try
        {
            return Score(encoded);
        }
        catch (ImageDecodeException e)
        {
            return new([], [], e.Message);
        }
    }

    /// <summary>Scores a batch of pixels that already have the model's input size.</summary>
    /// <param name="pixels">uint8 [N,H,W,3], RGB.</param>
    public IReadOnlyList<ImageScore> Score(OrtValue pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        return Run(pixels);
    }

    /// <summary>The most probable labels of a picture, highest first.</summary>
    /// <param name="path">An image file: JPEG, PNG, WebP, GIF or BMP.</param>
    /// <param name="top">How many; 0 for all.</param>
    /// <exception cref="ImageDecodeException">The file is no image that can be used.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public IReadOnlyList<Prediction> Predict(string path, int top = 0) => Rank(Score(File.ReadAllBytes(path)), top);

    /// <summary>As <see cref="Predict"/>, on a thread of the pool.</summary>
    /// <param name="path">An image file: JPEG, PNG, WebP, GIF or BMP.</param>
    /// <param name="top">How many; 0 for all.</param>
    /// <param name="cancellation">Stops before the picture is scored.</param>
    public async Task<IReadOnlyList<Prediction>> PredictAsync(string path, int top = 0, CancellationToken cancellation = default)
    {
        var encoded = await File.ReadAllBytesAsync(path, cancellation).ConfigureAwait(false);
        return await Task.Run(() => Rank(Score(encoded), top), cancellation).ConfigureAwait(false);
    }

    /// <summary>The most probable labels, highest first.</summary>
    /// <param name="score">A score of this classifier.</param>
    /// <param name="top">How many; 0 for all.</param>
    public IReadOnlyList<Prediction> Rank(ImageScore score, int top = 0)
    {
        ArgumentNullException.ThrowIfNull(score);
        var order = Enumerable.Range(0, score.Probabilities.Length).OrderByDescending(i => score.Probabilities[i]).ThenBy(i => i);
        return [.. (top > 0 ? order.Take(top) : order).Select(i => new Prediction(Labels[i], score.Probabilities[i]))];
    }

    /// <summary>The labels an image gets: the most probable one for a single-label classifier, every label at or above
    /// its threshold (0.5 where the package has none) for a multi-label one, which may be no label at all.</summary>
    /// <param name="score">A score of this classifier.</param>
    public IReadOnlyList<string> Decide(ImageScore score)
    {
        ArgumentNullException.ThrowIfNull(score);
        var thresholds = Package.Config.Thresholds;
        return Package.IsMultiLabel
            ? [.. Rank(score).Where(p => p.Probability >= (thresholds is null ? 0.5 : thresholds[Package.IndexOf(p.Label)])).Select(p => p.Label)]
            : [Rank(score, 1)[0].Label];
    }

    /// <summary>Scores many files, decoding and computing overlapped over all cores. Files that cannot be read get a score with an
    /// <see cref="ImageScore.Error"/>. Works best on a classifier loaded with <see cref="ImageClassifierOptions.Threads"/> = 1.</summary>
    /// <param name="paths">Image files.</param>
    /// <param name="workers">Threads; 0 for all cores.</param>
    /// <param name="progress">Told the number of files done, from any thread.</param>
    /// <param name="cancellation">Stops between two files.</param>
    /// <returns>One score per path, in order.</returns>
    public ImageScore[] ScoreFiles(IReadOnlyList<string> paths, int workers = 0, Action<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return ScoreMany(paths.Count, i => ScoreFile(paths[i]), workers, progress, cancellation);
    }

    /// <summary>Scores many images, several at a time.</summary>
    internal static ImageScore[] ScoreMany(int count, Func<int, ImageScore> score, int workers, Action<int>? progress, CancellationToken cancellation)
    {
        var scores = new ImageScore[count];
        var done = 0;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = workers > 0 ? workers : Environment.ProcessorCount, CancellationToken = cancellation };
        Parallel.For(0, count, parallel, i =>
        {
            scores[i] = score(i);
            progress?.Invoke(Interlocked.Increment(ref done));
        });
        return scores;
    }

    /// <summary>Scores the file of an image; one that cannot be read has an error.</summary>
    internal ImageScore ScoreFile(string path) => FileWork.Do(() => ScoreOrError(File.ReadAllBytes(path)), e => new([], [], e.Message));

    /// <summary>Scores an image that is decoded already.</summary>
    /// <param name="fill">Writes the model's input, uint8 [H,W,3].</param>
    internal ImageScore ScorePixels(Action<Span<byte>> fill)
    {
        using var input = OrtValue.Allocate<byte>(1, Geometry.Height, Geometry.Width, 3);
        fill(input.Span<byte>());
        return Run(input)[0];
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private ImageScore ScoreViews(ReadOnlySpan<byte> encoded)
    {
        var views = TestTimeViews.Count(Geometry);
        using var input = OrtValue.Allocate<byte>(views, Geometry.Height, Geometry.Width, 3);
        using (var image = ImageReader.Decode(encoded, Geometry))
            TestTimeViews.Fill(image, Geometry, input.Span<byte>());
        var mean = new double[Labels.Count];
        foreach (var score in Run(input))
            for (var c = 0; c < mean.Length; c++)
                mean[c] += (double)score.Probabilities[c] / views;
        var task = Package.IsMultiLabel ? LearningTask.MultiLabel : LearningTask.SingleLabel;
        // Those that the package would turn into these probabilities.
        var logits = Array.ConvertAll(LogitScaling.ToLogits(mean, task), x => (float)(x * Package.Config.Temperature));
        return new(Array.ConvertAll(mean, p => (float)p), logits);
    }

    private ImageScore[] Run(OrtValue input)
    {
        var results = _session.Run([new(Package.Config.Input.Name, input)], _outputs);
        using var probabilities = results[0];
        using var logits = results[1];
        var (count, classes) = ((int)input.Dims[0], Labels.Count);
        var scores = new ImageScore[count];
        for (var i = 0; i < count; i++)
            scores[i] = new(probabilities.Span<float>().Slice(i * classes, classes).ToArray(), logits.Span<float>().Slice(i * classes, classes).ToArray());
        return scores;
    }

    private void CheckModel()
    {
        var name = Package.Config.Input.Name;
        if (_session.Inputs is not [{ Type: TensorElementType.UInt8, Dims: [_, _, _, 3] } input] || input.Name != name)
            throw new PackageException($"{Package.ModelPath} does not take one uint8 input '{name}' [N,H,W,3]: it is no TransferLab classifier.");
        foreach (var output in _outputs)
            if (!_session.Outputs.Any(o => o.Name == output && o.Dims is [_, var k] && k == Labels.Count))
                throw new PackageException(
                    $"{Package.ModelPath} has no output '{output}' [N,{Labels.Count}], one column per label of {ClassifierPackage.ConfigFile}.");
    }

    // Golden images have the model's input size already; they must not be cropped once more.
    private ImageScore ScoreGolden(string path)
    {
        using var image = ImageDecoder.Load(path);
        if (image.Width != Geometry.Width || image.Height != Geometry.Height)
            throw new PackageException($"The golden image {path} is {image.Width}×{image.Height}, not {Geometry.Width}×{Geometry.Height} like the model's "
                + $"input. Copy the package again.");
        using var input = OrtValue.From<byte>(image.Pixels, 1, Geometry.Height, Geometry.Width, 3);
        return Run(input)[0];
    }

    private void CheckGolden(double tolerance)
    {
        foreach (var golden in Package.Config.Golden)
        {
            var path = Path.GetFullPath(Path.Combine(Package.Directory, golden.File));
            if (!path.StartsWith(Package.Directory + Path.DirectorySeparatorChar, StringComparison.Ordinal) || !File.Exists(path))
                throw new PackageException($"The golden image '{golden.File}' of {Package.Directory} is missing; copy the whole folder of the package.");
            var score = ScoreGolden(path);
            var drift = score.Probabilities.Zip(golden.Probabilities, (a, b) => Math.Abs(a - b)).Max();
            if (!(drift <= tolerance))
                throw new PackageException($"The package {Package.Directory} drifted: '{golden.File}' gets probabilities up to {drift:0.0000} away from the "
                    + $"expected ones. Do not use it; export it again from its run.");
        }
    }
}

/// <summary>How a classifier computes.</summary>
public sealed record ImageClassifierOptions
{
    /// <summary>Threads that share the work on one call; 0 (default) for all cores. With 1, callers bring the parallelism, which gives the higher
    /// throughput.</summary>
    public int Threads { get; init; }
    /// <summary>Where the network runs. Default the CPU.</summary>
    public ComputeDevice Device { get; init; } = ComputeDevice.Cpu;
    /// <summary>Whether encoded images and files are scored by the mean probability over several views: as always, closer,
    /// wider where the resize rule cuts off edges, each also mirrored. Four to six times the work. Default false.</summary>
    public bool TestTimeAugmentation { get; init; }
    /// <summary>Whether the golden images are scored at load. Default true.</summary>
    public bool CheckGoldenImages { get; init; } = true;
    /// <summary>Largest difference from an expected golden probability that is accepted. Default 0.002: room for another processor's rounding, none for another
    /// model.</summary>
    public double GoldenTolerance { get; init; } = 2e-3;
}

/// <summary>What the classifier says of one image, labels in the package's order; or why it could not say anything.</summary>
/// <param name="Probabilities">One per label; empty when there is an error.</param>
/// <param name="Logits">One per label, before softmax or sigmoid; empty when there is an error.</param>
/// <param name="Error">Why the image could not be scored; null when it was.</param>
public sealed record ImageScore(float[] Probabilities, float[] Logits, string? Error = null);

/// <summary>A label and how probable it is.</summary>
/// <param name="Label">The label.</param>
/// <param name="Probability">0 to 1. Single-label: the probabilities of all labels add up to 1. Multi-label: each stands alone.</param>
public readonly record struct Prediction(string Label, float Probability);
