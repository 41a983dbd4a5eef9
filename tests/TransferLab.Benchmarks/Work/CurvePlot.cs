using System.Globalization;
using System.Net;
using System.Text;
using TransferLab.Reports.Svg;

namespace TransferLab.Benchmarks.Work;

/// <summary>Curves as an SVG file that stands alone: axes from 0, every point marked, names at the ends.</summary>
internal static class CurvePlot
{
    private const double Width = 640, Height = 360, Left = 60, Right = 540, Top = 44, Bottom = 304;

    private static readonly string[] s_colours = ["#0b6e99", "#b5541c", "#4b7f2b", "#7a4fa3"];

    public static string Svg(string title, string xLabel, string yLabel, IReadOnlyList<(string Name, (double X, double Y)[] Points)> curves)
    {
        var x = ChartScale.Linear([0, .. curves.SelectMany(c => c.Points).Select(p => p.X)], Left, Right, whole: true);
        var y = ChartScale.Linear([0, .. curves.SelectMany(c => c.Points).Select(p => p.Y)], Bottom, Top);
        var svg = new StringBuilder();
        Add($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" height=\"{Height}\" role=\"img\" "
            + "font-family=\"'Segoe UI', Helvetica, Arial, 'DejaVu Sans', sans-serif\" font-size=\"13\" fill=\"#1c2430\">");
        Add($"<title>{WebUtility.HtmlEncode(title)}</title><rect width=\"{Width}\" height=\"{Height}\" fill=\"#fff\"/>");
        Text(Left, 22, title, "start", "font-weight=\"600\" font-size=\"15\"");
        foreach (var (value, text) in y.Ticks)
        {
            Line(Left, y.At(value), Right, y.At(value), "#dde1e7");
            Text(Left - 8, y.At(value) + 4, text, "end");
        }
        foreach (var (value, text) in x.Ticks)
        {
            Line(x.At(value), Bottom, x.At(value), Bottom + 5, "#1c2430");
            Text(x.At(value), Bottom + 20, text, "middle");
        }
        Line(Left, Bottom, Right, Bottom, "#1c2430");
        Text((Left + Right) / 2, Bottom + 42, xLabel, "middle");
        Text(Right, 22, yLabel, "end", "fill=\"#5a6472\"");
        var names = curves.Select((c, i) => (i, At: y.At(c.Points[^1].Y))).OrderBy(n => n.At).ToArray();
        // Names of curves that end close together stand one line apart.
        for (var n = 1; n < names.Length; n++)
            names[n].At = Math.Max(names[n].At, names[n - 1].At + 16);
        foreach (var (i, at) in names)
        {
            var colour = s_colours[i % s_colours.Length];
            Add($"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" points=\"{string.Join(' ', curves[i].Points.Select(p => $"{Number(x.At(p.X))},{Number(y.At(p.Y))}"))}\"/>");
            foreach (var (px, py) in curves[i].Points)
                Add($"<circle cx=\"{Number(x.At(px))}\" cy=\"{Number(y.At(py))}\" r=\"3.5\" fill=\"{colour}\"><title>{Number(px)}: {Number(py)}</title></circle>");
            Text(x.At(curves[i].Points[^1].X) + 10, at + 4, curves[i].Name, "start", $"fill=\"{colour}\"");
        }
        Add("</svg>");
        return svg.ToString();

        void Add(string line) => svg.Append(line).Append('\n');

        void Line(double x1, double y1, double x2, double y2, string colour) =>
            Add($"<line x1=\"{Number(x1)}\" y1=\"{Number(y1)}\" x2=\"{Number(x2)}\" y2=\"{Number(y2)}\" stroke=\"{colour}\"/>");

        void Text(double at, double base_, string text, string anchor, string style = "") =>
            Add($"<text x=\"{Number(at)}\" y=\"{Number(base_)}\" text-anchor=\"{anchor}\" {style}>{WebUtility.HtmlEncode(text)}</text>");
    }

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
