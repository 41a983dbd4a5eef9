namespace TransferLab.Imaging.Vips;

/// <summary>Computes pixels of an image into memory of ours, some rows at a time and on the caller's thread. NetVips has regions, but only one way to read
/// them (<see cref="Region.Fetch"/>), which copies every pixel twice and allocates an array each time; docs/architecture.md has the figures.</summary>
internal sealed unsafe partial class StripReader : IDisposable
{
    /// <summary>The name that <see cref="VipsLibrary"/> maps to the file that NetVips loaded.</summary>
    internal const string Library = "vips";

    private readonly int _width;
    private readonly Image _target;
    private readonly Region _from;
    private readonly Region _into;

    /// <param name="image">Where pixels come from; all reading is of whole rows, from top to bottom.</param>
    /// <param name="memory">Where they go: room for <paramref name="rows"/> rows in the format of the image, pinned until this is disposed.</param>
    /// <param name="rows">How many rows fit.</param>
    /// <param name="bytesPerRow">Length of a row; no gaps between rows.</param>
    internal StripReader(Image image, byte* memory, int rows, long bytesPerRow)
    {
        _width = image.Width;
        _target = Image.NewFromMemory((nint)memory, (ulong)(bytesPerRow * rows), _width, rows, image.Bands, image.Format);
        try
        {
            _from = Region.New(image);
            _into = Region.New(_target);
            Check(AttachToImage(_into, new Rect(0, 0, _width, rows)));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Computes rows of the image into the memory.</summary>
    /// <param name="y">The first row of the image.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="at">The row of the memory that the first of them becomes.</param>
    /// <exception cref="VipsException">The file does not yield these rows.</exception>
    internal void Read(int y, int count, int at) => Check(PrepareTo(_from, _into, new Rect(0, y, _width, count), 0, at));

    public void Dispose()
    {
        _into?.Dispose();
        _from?.Dispose();
        _target.Dispose();
    }

    private static void Check(int result)
    {
        if (result != 0)
            throw new VipsException("no pixels");
    }

    /// <summary>Lets a region look straight at its image's memory.</summary>
    [LibraryImport(Library, EntryPoint = "vips_region_image")]
    private static partial int AttachToImage(Region region, in Rect area);

    /// <summary>Computes an area into another region at (x, y).</summary>
    [LibraryImport(Library, EntryPoint = "vips_region_prepare_to")]
    private static partial int PrepareTo(Region region, Region destination, in Rect area, int x, int y);

    /// <summary>libvips' rectangle: four C ints, in pixels.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Rect(int Left, int Top, int Width, int Height);
}
