namespace TransferLab.Imaging;

/// <summary>How a picture of any shape becomes a model's input.</summary>
public enum ResizeMode
{
    /// <summary>Both sides scaled on their own; the aspect ratio is lost.</summary>
    Stretch,

    /// <summary>Scaled until it covers the input (times <see cref="ImageGeometry.ResizeScale"/>), then its centre is taken.</summary>
    CenterCrop,

    /// <summary>Scaled until it fits wholly, centred, with <see cref="ImageGeometry.Padding"/> around it.</summary>
    Letterbox,
}
