using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using TransferLab.MLNet.ApplyOnnxModel;

// A TransferLab package and ML.NET's own transforms; nothing of TransferLab is referenced. Arguments: folder of the package, image files.
var package = args[0];
using var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(package, "classifier.json")));
string[] labels = [.. config.RootElement.GetProperty("label_names").EnumerateArray().Select(l => l.GetString()!)];
var input = config.RootElement.GetProperty("input");
int[] size = [.. input.GetProperty("input_size").EnumerateArray().Select(d => d.GetInt32())];
var (height, width, kept) = (size[1], size[2], input.GetProperty("crop_pct").GetDouble());
var resizing = input.GetProperty("crop_mode").GetString() switch
{
    "center" => ImageResizingEstimator.ResizingKind.IsoCrop,
    "squash" => ImageResizingEstimator.ResizingKind.Fill,
    var mode => throw new NotSupportedException($"ML.NET does not resize as the package wants it: crop_mode {mode}."),
};

// ML.NET resizes; that only the middle of it is looked at (crop_pct) is one step more.
var (fullHeight, fullWidth) = ((int)Math.Round(height / kept), (int)Math.Round(width / kept));
var (top, left) = ((fullHeight - height) / 2, (fullWidth - width) / 2);
var middle = SchemaDefinition.Create(typeof(Middle));
middle["image"].ColumnType = new VectorDataViewType(NumberDataViewType.Byte, 1, height, width, 3);

var ml = new MLContext();
var data = ml.Data.LoadFromEnumerable(args.Skip(1).Select(f => new Picture { ImagePath = f }).ToArray());
var pipeline = ml.Transforms.LoadImages("bitmap", imageFolder: "", inputColumnName: "ImagePath")
    .Append(ml.Transforms.ResizeImages("bitmap", fullWidth, fullHeight, resizing: resizing))
    .Append(ml.Transforms.ExtractPixels(nameof(Resized.Pixels), "bitmap", interleavePixelColors: true, outputAsFloatArray: false))
    .Append(ml.Transforms.CustomMapping<Resized, Middle>(Crop, contractName: null, outputSchemaDefinition: middle))
    .Append(ml.Transforms.ApplyOnnxModel(["probabilities"], ["image"], Path.Combine(package, "model.onnx"),
        new Dictionary<string, int[]> { ["image"] = [1, height, width, 3], ["probabilities"] = [1, labels.Length] }, gpuDeviceId: null, fallbackToCpu: false));
foreach (var (file, probabilities) in args.Skip(1).Zip(pipeline.Fit(data).Transform(data).GetColumn<float[]>("probabilities")))
    Console.WriteLine($"{file}: {labels[Array.IndexOf(probabilities, probabilities.Max())]} ({probabilities.Max():0.000})");

void Crop(Resized from, Middle to)
{
    to.Image = new byte[height * width * 3];
    for (var y = 0; y < height; y++)
        from.Pixels.AsSpan((((top + y) * fullWidth) + left) * 3, width * 3).CopyTo(to.Image.AsSpan(y * width * 3));
}
