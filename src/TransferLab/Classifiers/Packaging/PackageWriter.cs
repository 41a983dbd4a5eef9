namespace TransferLab.Classifiers.Packaging;

/// <summary>Writes classifier packages. A package appears whole under its name or not at all.</summary>
internal static class PackageWriter
{
    /// <summary>Writes a package.</summary>
    /// <param name="directory">Its folder; replaced where it exists.</param>
    /// <param name="model">From the uint8 image to probabilities and logits.</param>
    /// <param name="config">The description, without the model's hash and golden images.</param>
    /// <param name="golden">Images to store, with their expected probabilities.</param>
    /// <returns>The description as written.</returns>
    /// <exception cref="IOException">The disk is full or the folder cannot be written; nothing is left behind.</exception>
    public static ClassifierConfig Write(string directory, OnnxModel model, ClassifierConfig config, IReadOnlyList<string> golden)
    {
        var geometry = InputGeometry.ToGeometry(config.Input);
        AtomicDirectory.Write(directory, folder =>
        {
            var modelPath = Path.Combine(folder, ClassifierPackage.ModelFile);
            model.Save(modelPath);
            config = config with
            {
                ModelSha256 = ContentHash.OfFile(modelPath),
                Golden = WriteGolden(folder, modelPath, config.Input.Name, geometry, golden)
            };
            File.WriteAllText(Path.Combine(folder, "README.md"), ModelCard.Write(config));
            File.WriteAllText(Path.Combine(folder, ClassifierPackage.ConfigFile),
                JsonSerializer.Serialize(config, ClassifierJson.Default.ClassifierConfig) + "\n");
        }, existing => File.Exists(Path.Combine(existing, ClassifierPackage.ConfigFile)));
        return config;
    }

    private static GoldenImage[] WriteGolden(string folder, string modelPath, string input, ImageGeometry geometry, IReadOnlyList<string> files)
    {
        if (files.Count == 0)
            return [];
        Directory.CreateDirectory(Path.Combine(folder, "golden"));
        using var session = new InferenceSession(modelPath, new SessionSettings());
        using var pixels = OrtValue.Allocate<byte>(1, geometry.Height, geometry.Width, 3);
        var golden = new GoldenImage[files.Count];
        for (var i = 0; i < files.Count; i++)
        {
            // Stored at the model's input size and without loss: small, and what is scored at load is the model and the PNG reader, not a JPEG decoder's
            // version.
            ImageReader.Read(files[i], geometry, pixels.Span<byte>());
            using var image = RgbImage.Create(geometry.Width, geometry.Height);
            pixels.Span<byte>().CopyTo(image.Pixels);
            var name = $"golden/{i}.png";
            File.WriteAllBytes(Path.Combine(folder, name), image.EncodePng());
            using var probabilities = session.Run([new(input, pixels)], ["probabilities"])[0];
            golden[i] = new(name, [.. probabilities.Span<float>().ToArray().Select(p => Math.Round(p, 7))]);
        }
        return golden;
    }
}
