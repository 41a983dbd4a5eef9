namespace TransferLab.Pictures;

/// <summary>A contact sheet: a row per picture, first as evaluation sees it, then as the first epochs of a run would.</summary>
public static class AugmentationPreview
{
    private const int Gap = 4;

    /// <summary>Draws a sheet and writes it, whole or not at all.</summary>
    /// <param name="options">What it shows.</param>
    /// <param name="skipped">Told of files in folders that are no pictures, and why; null for nobody.</param>
    /// <returns>The pictures, from top to bottom.</returns>
    /// <exception cref="SettingException">An option is out of range.</exception>
    /// <exception cref="DatasetException">There is no picture to show.</exception>
    /// <exception cref="ImageDecodeException">A file that was named cannot be used.</exception>
    public static IReadOnlyList<string> Write(AugmentationPreviewOptions options, Action<string>? skipped = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var pipeline = options.Augmentation == AugmentationLevel.None ? AugmentationPipeline.None : AugmentationPolicy.Of(options.Augmentation, options.Policy);
        var geometry = new ImageGeometry { Width = options.Size, Height = options.Size };
        var pictures = new List<(string Path, RgbImage Image)>();
        try
        {
            foreach (var (path, isNamed) in Candidates(options))
            {
                try
                {
                    pictures.Add((path, ImageReader.Decode(File.ReadAllBytes(path), geometry)));
                }
                catch (ImageDecodeException e) when (!isNamed)
                {
                    skipped?.Invoke($"{path}: {e.Message}");
                }
                catch (ImageDecodeException e)
                {
                    throw new ImageDecodeException(e.Failure, $"{path}: {e.Message}", e);
                }
                if (pictures.Count == options.Rows)
                    break;
            }
            if (pictures.Count == 0)
                throw new DatasetException($"There is no picture in {string.Join(", ", options.Images.Select(i => $"'{i}'"))}.");
            using var sheet = Draw([.. pictures.Select(p => p.Image)], pipeline, geometry, options.Count, options.Seed);
            var bytes = options.Output.EndsWith(".png", StringComparison.OrdinalIgnoreCase) ? sheet.EncodePng() : sheet.EncodeJpeg();
            AtomicFile.Write(options.Output, stream => stream.Write(bytes));
            return [.. pictures.Select(p => p.Path)];
        }
        finally
        {
            foreach (var (_, image) in pictures)
                image.Dispose();
        }
    }

    /// <summary>The sheet: rows are pictures, the first column as evaluation sees them, column k as epoch k − 1 of a run with this seed would sample
    /// k.</summary>
    internal static RgbImage Draw(IReadOnlyList<RgbImage> pictures, AugmentationPipeline pipeline, ImageGeometry geometry, int count, ulong seed)
    {
        var (width, height) = (geometry.Width, geometry.Height);
        var sheet = RgbImage.Create((count + 1) * (width + Gap) + Gap, pictures.Count * (height + Gap) + Gap);
        sheet.Pixels.Fill(255);
        var cell = new byte[width * height * 3];
        for (var row = 0; row < pictures.Count; row++)
            for (var column = 0; column <= count; column++)
            {
                if (column == 0)
                    ImageResizer.Fit(pictures[row], geometry, cell);
                else
                    pipeline.Apply(pictures[row], cell, geometry, new SampleRandom(unchecked((long)seed), column - 1, row));
                for (var y = 0; y < height; y++)
                    cell.AsSpan(y * width * 3, width * 3)
                        .CopyTo(sheet.Pixels[(((Gap + row * (height + Gap) + y) * sheet.Width + Gap + column * (width + Gap)) * 3)..]);
            }
        return sheet;
    }

    // Of a folder first an even choice, so that all its sub-folders are seen, then the rest in case some of those are no pictures.
    private static IEnumerable<(string Path, bool IsNamed)> Candidates(AugmentationPreviewOptions options)
    {
        foreach (var path in options.Images)
        {
            if (!Directory.Exists(path))
            {
                yield return (path, true);
                continue;
            }
            var files = FolderWalker.PicturesBelow(path).Select(f => f.FullName).ToArray();
            var chosen = EvenSpread.Of([.. Enumerable.Range(0, files.Length)], options.Rows).ToImmutableArray();
            foreach (var i in chosen.Concat(Enumerable.Range(0, files.Length).Except(chosen)))
                yield return (files[i], false);
        }
    }
}

/// <summary>What a contact sheet of augmented pictures shows. Immutable.</summary>
public sealed record AugmentationPreviewOptions
{
    /// <summary>Picture files, and folders whose files at any depth are spread evenly over the rows.</summary>
    public required IReadOnlyList<string> Images { get; init; }
    /// <summary>File of the sheet: <c>.png</c>, <c>.jpg</c> or <c>.jpeg</c>. One that exists is replaced.</summary>
    public required string Output { get; init; }
    /// <summary>How pictures are varied; <see cref="AugmentationLevel.Auto"/> is light.</summary>
    public AugmentationLevel Augmentation { get; init; } = AugmentationLevel.Standard;
    /// <summary>The policy file of <see cref="AugmentationLevel.File"/>.</summary>
    public AugmentationPolicy? Policy { get; init; }
    /// <summary>Variations per picture, 1 to 50: those of the first epochs of a run. Default 7.</summary>
    public int Count { get; init; } = 7;
    /// <summary>Rows at most, 1 to 100. Default 8.</summary>
    public int Rows { get; init; } = 8;
    /// <summary>Side of a picture in pixels, 16 to 1024. Default 224.</summary>
    public int Size { get; init; } = 224;
    /// <summary>Seed of the variations. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Checks every value.</summary>
    /// <exception cref="SettingException">A value is out of its range.</exception>
    public void Validate()
    {
        SettingException.Require(Images.Count > 0, $"{DatasetOptions.ImagesSetting} is empty: name pictures or a folder of them.");
        SettingException.Require(Path.GetExtension(Output).ToLowerInvariant() is ".png" or ".jpg" or ".jpeg",
            $"{new SettingName(nameof(Output))} '{Output}' has no known format: end it in .png or .jpg.");
        SettingException.Require((Augmentation == AugmentationLevel.File) == (Policy is not null),
            $"{new SettingName(nameof(Augmentation))}: a policy file goes with the level File, and only with it.");
        SettingException.Require(Count is >= 1 and <= 50, $"{new SettingName(nameof(Count))} {Count} is out of range: 1 to 50.");
        SettingException.Require(Rows is >= 1 and <= 100, $"{new SettingName(nameof(Rows))} {Rows} is out of range: 1 to 100.");
        SettingException.Require(Size is >= 16 and <= 1024, $"{new SettingName(nameof(Size))} {Size} is out of range: 16 to 1024.");
    }
}
