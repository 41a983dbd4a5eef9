namespace TransferLab.Imaging.Augmentation.Files;

/// <summary>A transform that policy files can name.</summary>
public sealed class TransformInfo
{
    internal TransformInfo(string name, Func<TransformSettings, ImageTransform> read)
    {
        Name = name;
        Read = read;
        Standard = read(new TransformSettings(System.Text.Json.JsonElement.Parse("{}")));
    }

    /// <summary>Its name, the value of <c>op</c>.</summary>
    public string Name { get; }

    /// <summary>The transform with all its defaults.</summary>
    public ImageTransform Standard { get; }

    internal Func<TransformSettings, ImageTransform> Read { get; }
}
