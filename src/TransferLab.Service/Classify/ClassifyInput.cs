using TransferLab.Service.Uploads;

namespace TransferLab.Service.Classify;

/// <summary>The pictures of a request.</summary>
internal sealed class ClassifyInput : IDisposable
{
    public List<string> Names { get; } = [];

    public List<PooledBody> Images { get; } = [];

    /// <summary>Whether the answer lists its pictures, as a request does that could hold several.</summary>
    public bool IsList { get; set; }

    public ClassifyChoice Choice { get; set; }

    public void Add(string? name, PooledBody image)
    {
        Names.Add(string.IsNullOrEmpty(name) ? Names.Count.ToString(System.Globalization.CultureInfo.InvariantCulture) : name);
        Images.Add(image);
    }

    public void Dispose()
    {
        foreach (var image in Images)
            image.Dispose();
    }
}
