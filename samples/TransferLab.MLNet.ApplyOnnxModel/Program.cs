using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using TransferLab.MLNet.ApplyOnnxModel;

// A TransferLab package and ML.NET's own transforms; nothing of TransferLab is referenced. Arguments: folder of the package, image files.
var package = args[0];
using var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(package, "classifier.json")));
string[] labels = [.. config.RootElement.GetProperty("label_names").EnumerateArray().Select(l => l.GetString()!)];
int[] size = [.. config.RootElement.GetProperty("input").GetProperty("input_size").EnumerateArray().Select(d => d.GetInt32())];
var (height, width) = (size[1], size[2]);

var ml = new MLContext();
var data = ml.Data.LoadFromEnumerable(args.Skip(1).Select(f => new Picture { ImagePath = f }).ToArray());
var pipeline = ml.Transforms.LoadImages("bitmap", imageFolder: "", inputColumnName: "ImagePath")
    .Append(ml.Transforms.ResizeImages("bitmap", width, height, resizing: ImageResizingEstimator.ResizingKind.IsoCrop))
    .Append(ml.Transforms.ExtractPixels("image", "bitmap", interleavePixelColors: true, outputAsFloatArray: false))
    .Append(ml.Transforms.ApplyOnnxModel(["probabilities"], ["image"], Path.Combine(package, "model.onnx"),
        new Dictionary<string, int[]> { ["image"] = [1, height, width, 3], ["probabilities"] = [1, labels.Length] }, gpuDeviceId: null, fallbackToCpu: false));
foreach (var (file, probabilities) in args.Skip(1).Zip(pipeline.Fit(data).Transform(data).GetColumn<float[]>("probabilities")))
    Console.WriteLine($"{file}: {labels[Array.IndexOf(probabilities, probabilities.Max())]} ({probabilities.Max():0.000})");
