using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using TransferLab.Classifiers.Packaging;
using TransferLab.Features;

namespace TransferLab.MLNet.Networks;

/// <summary>A network with what one transform says about it. Its <see cref="Text"/>, a line of JSON and the weights in base64, is what travels through
/// ML.NET's own transforms and into the saved model: third parties cannot write to that file, but a table of texts can be part of it.</summary>
internal sealed class ImageModel
{
    // By the string object behind the text: looking up a row's model compares a reference.
    private static readonly ConditionalWeakTable<string, ImageModel> s_byText = [];

    private readonly ModelHeader _header;
    private readonly int[] _order;

    private ImageModel(ModelHeader header, ImageNetwork network, string text)
    {
        (_header, Network, Text) = (header, network, text);
        _order = network is ScoreNetwork scores ? [.. header.Labels.Select(l => IndexOf(scores.Labels, l))] : [];
    }

    public ImageNetwork Network { get; }

    /// <summary>All of it as text.</summary>
    public string Text { get; }

    /// <summary>Labels in the order of the scores; empty for a featurizer.</summary>
    public IReadOnlyList<string> Labels => _header.Labels;

    public bool IsMultiLabel => Network is ScoreNetwork { IsMultiLabel: true };

    /// <summary>Length of the vector of an image.</summary>
    public int Length => Network is ScoreNetwork ? Labels.Count : Network.Length;

    /// <summary>A featurizer.</summary>
    public static ImageModel Of(ImageFeaturizer featurizer, string imageFolder)
    {
        var model = featurizer.Model;
        var header = new ModelHeader { Kind = ModelHeader.Features, Sha256 = Hash(model.Span), ImageFolder = imageFolder };
        return new(header, NetworkRegistry.Get(header.Sha256, () => new FeatureNetwork(featurizer)), TextOf(header, model.Span));
    }

    /// <summary>A classifier.</summary>
    /// <param name="package">Its folder, or that of its run.</param>
    /// <param name="imageFolder">Folder that relative paths start from.</param>
    /// <param name="labels">Labels in the order of the scores; null for the package's.</param>
    /// <param name="embed">Whether its text holds the weights, and not only where they are.</param>
    /// <exception cref="PackageException">The folder is no package.</exception>
    public static ImageModel Of(string package, string imageFolder, IReadOnlyList<string>? labels, bool embed)
    {
        var opened = ClassifierPackage.Open(package);
        var archive = embed ? PackageArchive.Pack(opened) : [];
        var header = new ModelHeader
        {
            Kind = ModelHeader.Scores,
            Sha256 = embed ? Hash(archive) : opened.Config.ModelSha256,
            ImageFolder = imageFolder,
            Labels = labels ?? opened.Config.LabelNames,
            Package = embed ? null : opened.Directory,
        };
        if (opened.Config.LabelNames.FirstOrDefault(l => !header.Labels.Contains(l)) is { } missing)
            throw new PackageException($"The package {opened.Directory} knows the label '{missing}', which is not among those to be scored: "
                + $"{string.Join(", ", header.Labels.Take(8))}.");
        return new(header, NetworkRegistry.Get(header.Sha256, () => ScoreNetwork.Open(opened.Directory)), TextOf(header, archive));
    }

    /// <summary>The model of a text.</summary>
    /// <exception cref="PackageException">The text is damaged, newer than this library, or the package it names has changed.</exception>
    public static ImageModel Of(ReadOnlyMemory<char> text)
    {
        if (!MemoryMarshal.TryGetString(text, out var whole, out var start, out var length) || start != 0 || length != whole.Length)
            whole = text.ToString();
        return s_byText.GetValue(whole, Read);
    }

    /// <summary>The path a row means.</summary>
    public string PathOf(ReadOnlyMemory<char> path) => _header.ImageFolder.Length == 0 ? path.ToString() : Path.Combine(_header.ImageFolder, path.ToString());

    /// <summary>The network's answer in the order of <see cref="Labels"/>.</summary>
    public float[] Arrange(float[] values) => Network is ScoreNetwork ? [.. _order.Select(i => i < 0 ? 0 : values[i])] : values;

    private static ImageModel Read(string text)
    {
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        ModelHeader? header;
        try
        {
            header = end < 0 ? null : JsonSerializer.Deserialize(text.AsSpan(0, end), ModelHeaderJson.Default.ModelHeader);
        }
        catch (JsonException e)
        {
            throw new PackageException($"The saved model holds no TransferLab model: {e.Message}", e);
        }
        if (header is not { Format: ModelHeader.FormatName, Kind: ModelHeader.Features or ModelHeader.Scores })
            throw new PackageException("The saved model holds no TransferLab model.");
        if (header.Version is < 1 or > ModelHeader.CurrentVersion)
            throw new PackageException($"The saved model has format version {header.Version}; "
                + $"this version of TransferLab.MLNet reads up to {ModelHeader.CurrentVersion}. Update TransferLab.MLNet.");
        return new(header, NetworkRegistry.Get(header.Sha256, () => Load(header, text.AsSpan(end + 1))), text);
    }

    private static ImageNetwork Load(ModelHeader header, ReadOnlySpan<char> payload)
    {
        if (header.Package is { } folder)
        {
            var package = ClassifierPackage.Open(folder);
            return package.Config.ModelSha256 == header.Sha256 ? ScoreNetwork.Open(folder)
                : throw new PackageException($"The package {folder} is not the one the model was saved with. Put that back, or save the model again.");
        }
        var bytes = new byte[payload.Length / 4 * 3];
        if (!Convert.TryFromBase64Chars(payload, bytes, out var count) || Hash(bytes.AsSpan(0, count)) != header.Sha256)
            throw new PackageException("The weights in the saved model are damaged. Save it again.");
        Array.Resize(ref bytes, count);
        return header.Kind == ModelHeader.Features ? new FeatureNetwork(ImageFeaturizer.FromBytes(bytes)) : PackageArchive.Load(bytes);
    }

    private static string TextOf(ModelHeader header, ReadOnlySpan<byte> payload)
    {
        // A text of ML.NET's holds less than 2 GB.
        if (payload.Length > 700_000_000)
            throw new PackageException($"The model has {payload.Length / 1_000_000} MB, too much to embed: leave it in its folder (embed: false).");
        return $"{JsonSerializer.Serialize(header, ModelHeaderJson.Default.ModelHeader)}\n{Convert.ToBase64String(payload)}";
    }

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static int IndexOf(IReadOnlyList<string> labels, string label)
    {
        for (var i = 0; i < labels.Count; i++)
            if (labels[i] == label)
                return i;
        return -1;
    }
}
