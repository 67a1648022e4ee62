Option Explicit

' 把审核结果写进“问题清单”，表里有错的格子由条件格式变色。
' 本模块只碰本工作簿，不读写文件、不运行程序、不用任何加载项，Excel、WPS、LibreOffice 都能运行。
' 工作表一直锁着：只写没有锁定的格子，所以锁定的内容不会变。

' 写入 answer（xlpilot check --answer 的结果，格式见 README），返回一句结论；结果不完整时不改动，返回空。
Public Function XlpilotShow(ByVal book As Object, ByVal answer As String) As String
    Dim found As Object
    Dim lines As Variant
    Dim parts As Variant
    Dim gate As String
    Dim number As Long
    Dim row As Long
    Dim column As Long

    lines = Split(Replace(answer, vbCr, ""), vbLf)
    If Not IsWhole(lines) Then Exit Function
    Set found = book.Names("_xlpilot_found").RefersToRange
    XlpilotClear book
    For number = LBound(lines) To UBound(lines)
        parts = Split(lines(number), vbTab)
        If UBound(parts) > 0 Then
            If parts(0) = "gate" Then
                gate = Decoded(CStr(parts(1)))
            ElseIf parts(0) = "finding" Then
                row = row + 1
                If row <= found.Rows.Count Then
                    For column = 1 To found.Columns.Count
                        If column <= UBound(parts) Then
                            found.Cells(row, column).Value = AsText(Decoded(CStr(parts(column))))
                        End If
                    Next column
                End If
            End If
        End If
    Next number
    If row > found.Rows.Count Then gate = gate & "（只列出前 " & found.Rows.Count & " 处）"
    XlpilotGate book, gate
    XlpilotShow = gate
End Function

' 清掉上一次的结果；变色的格子随之复原。
Public Sub XlpilotClear(ByVal book As Object)
    book.Names("_xlpilot_found").RefersToRange.ClearContents
    book.Names("_xlpilot_gate").RefersToRange.ClearContents
End Sub

' 在“问题清单”上方写一句话。
Public Sub XlpilotGate(ByVal book As Object, ByVal text As String)
    book.Names("_xlpilot_gate").RefersToRange.Cells(1, 1).Value = AsText(text)
End Sub

' 结果以 xlpilot-answer 1 开头，以 end 和问题的个数结尾。
Private Function IsWhole(ByVal lines As Variant) As Boolean
    Dim number As Long
    Dim count As Long

    If UBound(lines) < 1 Then Exit Function
    If lines(0) <> "xlpilot-answer" & vbTab & "1" Then Exit Function
    For number = 1 To UBound(lines)
        If Left(lines(number), 8) = "finding" & vbTab Then count = count + 1
        If lines(number) = "end" & vbTab & count Then
            IsWhole = True
            Exit Function
        End If
    Next number
End Function

' %XXXX 是一个字符的十六进制编码，其余照抄。
Private Function Decoded(ByVal text As String) As String
    Dim at As Long
    Dim code As Long
    Dim result As String

    at = 1
    Do While at <= Len(text)
        If Mid(text, at, 1) = "%" Then
            code = CLng("&H" & Mid(text, at + 1, 4))
            If code < 0 Then code = code + 65536
            result = result & ChrW(code)
            at = at + 5
        Else
            result = result & Mid(text, at, 1)
            at = at + 1
        End If
    Loop
    Decoded = result
End Function

' 别人填的内容写回来只能是文本，决不成为公式。
Private Function AsText(ByVal text As String) As String
    AsText = text
    If Len(text) > 0 Then
        If InStr("=+-@'" & vbTab, Left(text, 1)) > 0 Then AsText = "“" & text & "”"
    End If
End Function
