"""The table of doors, written by hand: every address, every way to knock, and who is let in.

A page is added here together with its address: a door without a row fails `test_every_door`. First column: the name of
the address, with the step or verdict after a colon and the entry of `world.py` it is about after a slash. Then what
those who may are answered to GET (HEAD alike), to an empty POST, and by the door of the same step for programs; a dash
is 405 for everybody. Then who may:

    yes   the answer of the second column       in    to the sign-in page (a program: 401)
    no    403: may see it, not do it            post  to the page that says one has no post now (a program: 401)
    -     404: may not know that it exists      on    302: led on to where it belongs
"""

from dataclasses import dataclass

from tests.doors.people import WHO

DOORS = """
door                    GET POST API   anon  ended other once  clerk head  below finds leads offic city  disc

healthz                 200 -   -      yes   yes   yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
readyz                  503 -   -      yes   yes   yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
metrics                 404 -   -      yes   yes   yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
worker                  200 -   -      yes   yes   yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
offline                 200 -   -      yes   yes   yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
sign_in                 200 200 -      yes   on    on    on    on    on    on    on    on    on    on    on
activate                200 200 -      yes   yes   yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
set_language            -   302 -      yes   yes   yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
sign_out                -   302 -      in    yes   yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
change_password         200 200 -      in    yes   yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
second_factor           200 422 -      in    yes   yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
tokens                  200 422 -      in    yes   yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
token_revoke/clerk      -   302 -      in    -     -     -     yes   -     -     -     -     -     -     -
api_reference           200 -   -      in    yes   yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
second_step             302 302 -      in    yes   yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
post_switch             200 200 -      in    yes   yes   yes   yes   yes   yes   yes   yes   yes   yes   yes

home                    200 -   -      in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
rankings_now            200 -   -      in    post  on    on    on    on    on    on    on    yes   yes   yes
score/street            200 -   -      in    post  -     -     yes   yes   -     -     -     yes   yes   yes
score/team              200 -   -      in    post  -     -     -     -     -     yes   yes   yes   yes   yes
score_now/street        200 -   -      in    post  -     -     yes   yes   -     -     -     yes   yes   yes
score_now/below         200 -   -      in    post  -     -     yes   yes   yes   -     -     yes   yes   yes
score_now/team          200 -   -      in    post  -     -     -     -     -     yes   yes   yes   yes   yes
notices                 200 -   -      in    yes   yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
notices_read            -   302 -      in    yes   yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
notices_count           200 -   -      in    yes   yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
notice_ways             200 302 -      in    yes   yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
notice/clerk            302 -   -      in    -     -     -     yes   -     -     -     -     -     -     -
jobs                    200 -   -      in    yes   yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
job/waiting             200 -   -      in    post  -     -     -     -     -     -     -     yes   -     -
job_cancel/waiting      -   302 -      in    post  -     -     -     -     -     -     -     yes   -     -
job_file/done           200 -   -      in    -     -     -     -     -     -     -     -     yes   -     -
inbox                   200 -   -      in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
dispatch                200 -   -      in    post  no    no    no    no    no    no    no    yes   no    no
petitions               200 -   -      in    post  no    no    no    no    no    no    yes   yes   no    no
listed                  200 -   -      in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
measures                200 -   -      in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
board                   200 -   -      in    post  -     -     -     -     -     -     -     yes   yes   yes
board_wall              200 -   -      in    post  -     -     -     -     -     -     -     yes   yes   yes
board_now               200 -   -      in    post  -     -     -     -     -     -     -     yes   yes   yes
board_lead/new          -   302 -      in    post  -     -     -     -     -     -     -     no    yes   no
unit_measure_new        200 422 -      in    post  no    no    no    no    no    no    no    yes   yes   no
unit_measure/waits      200 -   -      in    post  -     -     yes   yes   -     -     -     yes   yes   yes
unit_measure_step:state/waits 200 422 - in   post  -     -     yes   yes   -     -     -     no    no    no
unit_measure_step:confirm_rung/waits 200 422 - in post - -     no    no    -     -     -     yes   no    no
unit_measure_step:revoke_rung/waits 200 422 - in post -  -     no    no    -     -     -     yes   no    no
unit_measure_step:erase/waits 200 422 - in post -        -     no    no    -     -     -     yes   no    no
unit_measure_step:record_talk/waits 302 422 - in post -  -     no    no    -     -     -     yes   no    no
unit_measure_step:record_talk/stands 200 422 - in post - -     no    no    -     -     -     yes   no    no
unit_measure_step:void/waits 404 404 - in    post  -     -     yes   yes   -     -     -     yes   yes   yes
consequences_waiting    200 -   -      in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
ranking_appraisal:2026  200 -   -      in    post  yes   yes   yes   yes   yes   -     -     yes   yes   yes
ranking_appraisal_workbook:2026 - 200 - in   post  yes   yes   yes   yes   yes   -     -     yes   yes   yes
appeals                 200 -   -      in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
appeal_new/announced    200 422 -      in    post  yes   yes   yes   yes   yes   -     -     -     -     -
appeal/open             200 -   -      in    post  -     -     yes   yes   -     -     -     yes   yes   yes
appeal_step:decide/open 200 422 -      in    post  -     -     no    no    -     -     -     yes   no    no
appeal_step:withdraw/open 200 302 -    in    post  -     -     yes   yes   -     -     -     no    no    no
appeal_step:void/open   404 404 -      in    post  -     -     yes   yes   -     -     -     yes   yes   yes
rankings                200 -   -      in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
ranking_begin           200 422 -      in    post  no    no    no    no    no    no    no    yes   no    no
ranking/draft           200 -   -      in    post  -     -     -     -     -     -     -     yes   yes   yes
ranking_workbook/draft  -   302 -      in    post  -     -     -     -     -     -     -     yes   yes   yes
ranking_step:announce/draft 200 302 -  in    post  -     -     -     -     -     -     -     yes   no    no
ranking_step:recount/draft 200 302 -   in    post  -     -     -     -     -     -     -     yes   no    no
ranking_step:drop/draft 200 422 -      in    post  -     -     -     -     -     -     -     yes   no    no
ranking_step:give_bonus/draft 200 422 - in   post  -     -     -     -     -     -     -     yes   no    no
ranking_step:take_bonus/draft 404 404 - in   post  -     -     -     -     -     -     -     yes   no    no
ranking_step:approve/draft 302 422 -   in    post  -     -     -     -     -     -     -     no    yes   no
ranking_step:publish/draft 302 422 -   in    post  -     -     -     -     -     -     -     yes   no    no
ranking_step:counted/draft 404 404 -   in    post  -     -     -     -     -     -     -     yes   yes   yes
consequences/week       200 -   -      in    post  -     -     -     -     -     -     -     yes   yes   yes
consequences/draft      404 -   -      in    post  -     -     -     -     -     -     -     yes   yes   yes
ranking_funds/draft     404 -   -      in    post  -     -     -     -     -     -     -     yes   yes   yes
consequence/week        200 -   -      in    post  -     -     -     -     -     -     -     yes   yes   yes
consequence_step:confirm/week 200 302 - in   post  -     -     -     -     -     -     -     yes   no    no
consequence_step:put_aside/week 200 422 - in post  -     -     -     -     -     -     -     yes   no    no
consequence_step:keep/week 404 404 -   in    post  -     -     -     -     -     -     -     yes   yes   yes
ranking_funds/week      200 -   -      in    post  -     -     yes   yes   -     -     -     yes   yes   yes
ranking_fund_keep/week  -   422 -      in    post  -     -     no    no    -     -     -     yes   no    no
ranking_fund/confirmed  200 -   -      in    post  -     -     yes   yes   -     -     -     yes   yes   yes
ranking_fund/waits      200 -   -      in    post  -     -     -     -     -     -     -     yes   yes   yes
ranking_fund_workbook/confirmed - 200 - in   post  -     -     yes   yes   -     -     -     yes   yes   yes
ranking_fund_step:confirm/waits 200 302 - in post  -     -     -     -     -     -     -     no    yes   no
ranking_fund_step:put_aside/waits 200 422 - in post -    -     -     -     -     -     -     yes   no    no
ranking_fund_step:confirm/confirmed 302 409 - in post -  -     no    no    -     -     -     no    yes   no
ranking_fund_step:keep/waits 404 404 - in    post  -     -     -     -     -     -     -     yes   yes   yes
ranking_appraisal:1999  404 -   -      in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
instructions            200 -   -      in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
instruction_new         200 422 -      in    post  no    no    no    no    no    no    no    no    yes   no
instruction/owed        200 -   -      in    post  -     -     yes   yes   -     -     -     yes   yes   yes
instruction/told        200 -   -      in    post  -     -     yes   yes   -     -     -     yes   yes   yes
instruction_step:answer/owed 200 422 - in    post  -     -     yes   yes   -     -     -     no    no    no
instruction_step:hand_over/owed 200 422 - in post  -     -     yes   yes   -     -     -     no    no    no
instruction_step:hand_over/told 302 422 - in post  -     -     yes   yes   -     -     -     no    no    no
instruction_step:withdraw/owed 200 422 - in  post  -     -     no    no    -     -     -     no    yes   no
instruction_step:erase/owed 200 422 -  in    post  -     -     no    no    -     -     -     yes   no    no
instruction_step:accept/owed 302 422 - in    post  -     -     no    no    -     -     -     no    yes   no
instruction_step:answer/told 302 422 - in    post  -     -     yes   yes   -     -     -     no    no    no
instruction_step:accept/told 200 302 - in    post  -     -     no    no    -     -     -     no    yes   no
instruction_step:send_back/told 200 422 - in post  -     -     no    no    -     -     -     no    yes   no
instruction_step:void/owed 404 404 -   in    post  -     -     yes   yes   -     -     -     yes   yes   yes
receive_all             -   302 -      in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
unit                    200 -   -      in    post  yes   yes   yes   yes   yes   yes   yes   yes   no    yes
unit_hand_over          -   302 -      in    post  yes   yes   yes   yes   yes   yes   yes   yes   no    yes
nights                  200 -   -      in    post  yes   yes   yes   yes   yes   yes   yes   yes   no    yes
nights_plan             -   422 -      in    post  no    no    no    yes   no    no    yes   yes   no    no
leave                   -   302 -      in    post  yes   yes   yes   yes   yes   yes   yes   yes   no    yes
leave_end/leave         -   302 -      in    post  no    no    no    yes   no    no    no    yes   no    no
ledger                  200 -   -      in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
ledger_counts           200 -   -     in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
ledger_points           200 -   -     in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
ground                  200 -   -     in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
ground_map              200 -   -     in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
ground_balance          200 -   -     in    post  no    no    no    no    no    no    yes   yes   yes   no
ground_balance_map      200 -   -     in    post  no    no    no    no    no    no    yes   yes   yes   no
holder/clerk            200 -   -     in    post  -     -     on    -     -     -     -     yes   yes   -
map                     200 -   -     in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
map_table               200 -   -     in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
map_zones               400 -   -     in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
map_sites               400 -   -     in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
map_entries             400 -   -     in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
map_heat                400 -   -     in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
map_gaps                400 -   -     in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
bulk                    -   404 -     in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
ledger_save             -   302 -     in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
ledger_export           -   302 -     in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
ledger_forget/saved     -   302 -     in    -     -     -     yes   -     -     -     -     -     -     -
photo/own               200 -   -      in    yes   yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
photo/office            200 -   -      in    -     -     -     -     -     -     -     -     yes   -     -
stage_upload            -   422 -      in    yes   yes   yes   yes   yes   yes   yes   yes   yes   yes   yes

scan:S001               302 -   -      in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
scan:nowhere            404 -   -      in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
whose_ground/held       200 -   -      yes   yes   yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
map_print               200 -   -      in    post  no    no    no    no    no    no    yes   yes   yes   no
file                    200 422 -      in    post  no    no    no    no    no    yes   yes   yes   yes   yes
file_place              200 -   -      in    post  no    no    no    no    no    yes   yes   yes   yes   yes
file_places             200 -   -      in    post  no    no    no    no    no    yes   yes   yes   yes   yes
file_kinds              200 -   -      in    post  no    no    no    no    no    yes   yes   yes   yes   yes
file_asks               200 -   -      in    post  no    no    no    no    no    yes   yes   yes   yes   yes
file_ground             400 -   -      in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
file_preview            200 -   -      in    post  no    no    no    no    no    yes   yes   yes   yes   yes
file_duplicates         200 -   -      in    post  no    no    no    no    no    yes   yes   yes   yes   yes
file_join/new           -   404 -      in    post  no    no    no    no    no    yes   yes   yes   yes   yes
filed/new               200 -   -      in    post  -     -     yes   yes   -     yes   yes   yes   yes   yes
filed/outside           200 -   -      in    post  -     -     -     -     -     -     -     yes   yes   yes

entry/new               200 -   -      in    post  -     yes   yes   yes   -     yes   yes   yes   yes   yes
entry/fixed             200 -   -      in    post  -     yes   yes   yes   -     yes   yes   yes   yes   yes
entry/closed            200 -   -      in    post  -     -     yes   yes   -     yes   yes   yes   yes   yes
entry/asked             200 -   -      in    post  -     -     yes   yes   -     yes   yes   yes   yes   yes
entry/shared            200 -   -      in    post  -     -     yes   yes   yes   yes   yes   yes   yes   yes
entry/suspended         200 -   -      in    post  -     -     yes   yes   -     yes   yes   yes   yes   yes
entry/outside           200 -   -      in    post  -     -     -     -     -     -     -     yes   yes   yes
entry/unsent            200 -   -      in    post  -     -     yes   yes   -     yes   yes   yes   yes   yes
entry_due/new           200 -   -      in    post  -     -     yes   yes   -     yes   yes   yes   yes   yes
measure:talk/called     200 -   -      in    post  -     -     yes   yes   -     yes   yes   yes   yes   yes
measure:listed/called   404 -   -      in    post  -     -     yes   yes   -     yes   yes   yes   yes   yes
measure:talk/new        404 -   -      in    post  -     -     yes   yes   -     yes   yes   yes   yes   yes
slip/new                200 -   -      in    post  -     -     yes   yes   -     yes   yes   yes   yes   yes
pulse                   200 -   -      in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes

review                  200 -   -      in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
review_one/fixed        200 -   -      in    post  -     on    no    no    -     yes   yes   no    no    no
review_one/new          302 -   -      in    post  -     yes   yes   yes   -     yes   yes   yes   yes   yes
judge:pass/fixed        -   302 -      in    post  -     no    no    no    -     yes   yes   no    no    no
judge:fail/fixed        -   422 -      in    post  -     no    no    no    -     yes   yes   no    no    no
judge:pass/new          -   302 -      in    post  -     yes   yes   yes   -     yes   yes   yes   yes   yes
judge:void/fixed        -   404 -      in    post  -     yes   yes   yes   -     yes   yes   yes   yes   yes

step:admit/outside      200 302 200    in    post  -     -     -     -     -     -     -     yes   no    no
step:decline/outside    200 422 422    in    post  -     -     -     -     -     -     -     yes   no    no
step:dispatch/unsent    200 422 422    in    post  -     -     no    no    -     no    no    yes   no    no
step:receive/new        200 302 200    in    post  -     no    yes   yes   -     no    no    no    no    no
step:sub_assign/new     200 422 422    in    post  -     no    yes   yes   -     no    no    no    no    no
step:hand_over/new      200 422 422    in    post  -     no    yes   yes   -     no    no    no    no    no
step:submit/new         200 422 422    in    post  -     no    yes   yes   -     no    no    no    no    no
step:ask/new            200 422 422    in    post  -     no    yes   yes   -     no    no    no    no    no
step:withdraw/asked     200 422 422    in    post  -     -     yes   yes   -     no    no    no    no    no
step:decide/asked       200 422 422    in    post  -     -     no    no    -     no    no    yes   no    no
step:finish/shared      200 422 422    in    post  -     -     no    no    yes   no    no    no    no    no
step:confirm_sub/done   200 422 422    in    post  -     -     yes   yes   no    no    no    no    no    no
step:recall/fixed       200 302 200    in    post  -     no    yes   yes   -     no    no    no    no    no
step:deal_out/fixed     200 422 422    in    post  -     no    no    no    -     no    yes   no    no    no
step:pass/fixed         200 302 200    in    post  -     no    no    no    -     yes   yes   no    no    no
step:fail/fixed         200 422 422    in    post  -     no    no    no    -     yes   yes   no    no    no
step:note/suspended     200 422 422    in    post  -     -     yes   yes   -     no    no    no    no    no
step:resume/suspended   200 302 200    in    post  -     -     yes   yes   -     no    no    yes   no    no
step:reassign/new       200 422 422    in    post  -     no    no    no    -     no    yes   yes   no    no
step:reclassify/new     200 422 422    in    post  -     no    no    no    -     no    yes   yes   no    no
step:merge/new          200 422 422    in    post  -     no    no    no    -     no    yes   yes   no    no
step:mark_relapse/new   200 422 422    in    post  -     no    no    no    -     no    yes   yes   no    yes
step:mark_false/closed  200 422 422    in    post  -     -     no    no    -     no    no    yes   no    yes
step:suspend/new        200 422 422    in    post  -     no    no    no    -     no    no    yes   no    no
step:void/new           200 422 422    in    post  -     no    no    no    -     no    no    yes   no    no
step:erase/new          200 422 422    in    post  -     no    no    no    -     no    no    yes   no    no
step:set_rung/new       200 422 422    in    post  -     no    no    no    -     no    no    yes   yes   no
step:confirm_rung/high  200 422 422    in    post  -     -     no    no    -     no    no    yes   no    no
step:revoke_rung/high   200 422 422    in    post  -     -     no    no    -     no    no    yes   no    no
step:state/called       200 422 422    in    post  -     -     yes   yes   -     no    no    no    no    no
step:record_talk/called 200 422 422    in    post  -     -     no    no    -     no    no    yes   no    no
step:join/new           200 422 422    in    post  -     no    no    no    -     yes   yes   yes   yes   yes
step:comment/new        200 422 422    in    post  -     no    yes   yes   -     yes   yes   yes   yes   yes
step:receive/closed     302 422 422    in    post  -     -     yes   yes   -     yes   yes   yes   yes   yes
step:file/new           404 404 -      in    post  -     yes   yes   yes   -     yes   yes   yes   yes   yes

office                  200 -    -      in    post  no    no    no    no    no    no    no    yes   no    no
import_city             200 422  -      in    post  no    no    no    no    no    no    no    yes   no    no
import_template         200 -    -      in    post  no    no    no    no    no    no    no    yes   no    no
import_one/checked      200 -    -      in    post  no    no    no    no    no    no    no    yes   no    no
import_apply/checked    -   302  -      in    post  no    no    no    no    no    no    no    yes   no    no
import_undo/checked     -   302  -      in    post  no    no    no    no    no    no    no    yes   no    no
import_marked/checked   200 -    -      in    post  no    no    no    no    no    no    no    yes   no    no
import_slips/checked    -   302  -      in    post  no    no    no    no    no    no    no    yes   no    no
office_operations       200 -   -      in    post  no    no    no    no    no    no    no    yes   no    no
office_reads            200 -    -      in    post  no    no    no    no    no    no    no    yes   no    no
office_people           200 -    -      in    post  no    no    no    no    no    no    no    yes   no    no
office_person/clerk     200 -    -      in    post  no    no    no    no    no    no    no    yes   no    no
office_person_new       200 422  -      in    post  no    no    no    no    no    no    no    yes   no    no
office_person_edit/clerk 200 422  -      in    post  no    no    no    no    no    no    no    yes   no    no
office_post_new/clerk   200 422  -      in    post  no    no    no    no    no    no    no    yes   no    no
office_slip/clerk       -   200  -      in    post  no    no    no    no    no    no    no    yes   no    no
office_slips/street_a   -   200  -      in    post  no    no    no    no    no    no    no    yes   no    no
office_post_end/clerk   200 422  -      in    post  no    no    no    no    no    no    no    yes   no    no
office_post_leave/clerk 200 422  -      in    post  no    no    no    no    no    no    no    yes   no    no
office_leave_end/leave  -   302  -      in    post  no    no    no    no    no    no    no    yes   no    no
office_categories       200 -   -      in    post  no    no    no    no    no    no    no    yes   no    no
office_category/ENV-03  200 -   -      in    post  no    no    no    no    no    no    no    yes   no    no
office_rule/ENV-03      200 422  -      in    post  no    no    no    no    no    no    no    yes   no    no
office_routes/ENV-03    200 422  -      in    post  no    no    no    no    no    no    no    yes   no    no
office_functions        200 -   -      in    post  no    no    no    no    no    no    no    yes   no    no
office_function/urban_mgmt 200 422 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_calendar         200 -   -      in    post  no    no    no    no    no    no    no    yes   no    no
office_calendar_days    200 422 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_calendar_hours   200 422 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_calendar_year/2027 200 422 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_schemes          200 -    -      in    post  no    no    no    no    no    no    no    yes   no    no
office_scheme_edit/units 200 422 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_scheme_edit/nobody 404 404 -     in    post  no    no    no    no    no    no    no    yes   no    no
office_scheme_draft/tried 200 422 -     in    post  no    no    no    no    no    no    no    yes   no    no
office_scheme_try/tried -   404 -       in    post  no    no    no    no    no    no    no    yes   no    no
office_ladder           200 -    -      in    post  no    no    no    no    no    no    no    yes   no    no
office_ladder_edit/rectify 200 422 -   in    post  no    no    no    no    no    no    no    yes   no    no
office_ladder_draft/draft 200 422 -    in    post  no    no    no    no    no    no    no    yes   no    no
office_units            200 -   -      in    post  no    no    no    no    no    no    no    yes   no    no
office_unit_new         200 422 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_unit/street_a    200 -   -      in    post  no    no    no    no    no    no    no    yes   no    no
office_unit_edit/street_a 200 422 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_unit_hang/street_a 200 422 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_unit_end/street_a 200 422 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_teams            200 -   -      in    post  no    no    no    no    no    no    no    yes   no    no
office_team/team_1      200 422 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_sites            200 -   -      in    post  no    no    no    no    no    no    no    yes   no    no
office_site_new         200 422 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_site/S001        200 -   -      in    post  no    no    no    no    no    no    no    yes   no    no
office_site_edit/S001   200 422 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_site_end/S001    200 422 -      in    post  no    no    no    no    no    no    no    yes   no    no
who                     200 -   -      in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
answers/S001            200 -   -      in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
office_gaps             200 -   -      in    post  no    no    no    no    no    no    no    yes   no    no
contract/held           200 -   -      in    post  -     -     yes   yes   -     -     -     yes   yes   yes
office_contract/held    200 -   -      in    post  no    no    no    no    no    no    no    yes   no    no
office_contracts        200 -   -      in    post  no    no    no    no    no    no    no    yes   no    no
office_contract_assign  200 422 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_contract_places  200 -   -      in    post  no    no    no    no    no    no    no    yes   no    no
office_contract_people  200 -   -      in    post  no    no    no    no    no    no    no    yes   no    no
office_contract_matrix  200 -   -      in    post  no    no    no    no    no    no    no    yes   no    no
office_contract_workbook 404 -   -      in    post  no    no    no    no    no    no    no    yes   no    no
office_contract_upload  200 422 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_contract_apply   -   422 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_contract_kinds   200 -   -      in    post  no    no    no    no    no    no    no    yes   no    no
office_contract_kind_new 200 422 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_contract_kind/street_chief 200 422 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_contract_hand_over/held 200 422 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_contract_end/held 200 422 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_contract_term/held 200 422 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_contract_duties/held -   302 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_zones            200 -   -      in    post  no    no    no    no    no    no    no    yes   no    no
office_zone_new         200 422 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_zones_around     404 -   -      in    post  no    no    no    no    no    no    no    yes   no    no
office_zones_check      -   404 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_layers           200 -   -      in    post  no    no    no    no    no    no    no    yes   no    no
office_layer_new        200 422 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_layer/administrative 200 422 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_zone/east        200 -   -      in    post  no    no    no    no    no    no    no    yes   no    no
office_zone_edit/east   200 422 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_zone_split/east  200 422 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_zone_merge/east  200 422 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_zone_end/east    200 422 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_proposals        200 422 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_proposal/split   200 422 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_proposal_ground/split 200 - -   in    post  no    no    no    no    no    no    no    yes   no    no
office_proposal_move/split - 302 -     in    post  no    no    no    no    no    no    no    yes   no    no
office_proposal_leave/split - 302 -    in    post  no    no    no    no    no    no    no    yes   no    no
office_zone_files       200 422 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_zone_file_out    302 -   -      in    post  no    no    no    no    no    no    no    yes   no    no
office_zone_file/looked 200 -   -      in    post  no    no    no    no    no    no    no    yes   no    no
office_zone_file_apply/looked -   422 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_zone_file_again/looked -   302 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_zone_file_map/looked 200 -   -      in    post  no    no    no    no    no    no    no    yes   no    no
office_zone_file_marked/looked 200 -   -      in    post  no    no    no    no    no    no    no    yes   no    no
office_site_codes       200 200 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_signs            200 200 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_sign_page/held   200 -   -      in    post  no    no    yes   no    no    no    no    yes   no    no
office_sign:pdf/held    200 -   -      in    post  no    no    yes   no    no    no    no    yes   no    no
office_sign:png/held    200 -   -      in    post  no    no    yes   no    no    no    no    yes   no    no
office_channels         200 -   -      in    post  no    no    no    no    no    no    no    yes   no    no
office_channel_new      200 422 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_channel/gateway  200 -   -      in    post  no    no    no    no    no    no    no    yes   no    no
office_channel_edit/gateway 200 422 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_channel_switch/gateway 200 422 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_channel_key/gateway 200 422 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_channel_test/gateway -   302 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_undelivered      200 -   -      in    post  no    no    no    no    no    no    no    yes   no    no
office_again            -   302 -      in    post  no    no    no    no    no    no    no    yes   no    no
office_city             200 -   -      in    post  no    no    no    no    no    no    no    yes   no    no
office_city_edit        200 422 -      in    post  no    no    no    no    no    no    no    yes   no    no

token                   -   400 -      yes   post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
me                      200 -   -      in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
uploads                 -   415 -      in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
api_tickets             200 400 -      in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
api_preview             422 400 -      in    post  no    no    no    no    no    yes   yes   yes   yes   yes
api_ticket/new          200 -   -      in    post  -     yes   yes   yes   -     yes   yes   yes   yes   yes
api_ticket/closed       200 -   -      in    post  -     -     yes   yes   -     yes   yes   yes   yes   yes
api_ticket/outside      200 -   -      in    post  -     -     -     -     -     -     -     yes   yes   yes
api_step:nonsense/new   -   422 -      in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
api_story/new           200 -   -      in    post  -     yes   yes   yes   -     yes   yes   yes   yes   yes
api_story/outside       200 -   -      in    post  -     -     -     -     -     -     -     yes   yes   yes
api_photo:original/new  200 -   -      in    post  -     yes   yes   yes   -     yes   yes   yes   yes   yes
api_photo:original/outside 200 - -     in    post  -     -     -     -     -     -     -     yes   yes   yes
api_events              200 -   -      in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
api_duties              200 -   -      in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
api_units               200 -   -      in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
api_sites               200 -   -      in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
api_categories          200 -   -      in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
api_calendar            200 -   -      in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
api_tokens              200 -   -      in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
api_token/clerk         -   -   -      in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
api_schema              200 -   -      in    post  yes   yes   yes   yes   yes   yes   yes   yes   yes   yes
"""

# Other ways to knock that do something: door, method, the answer to whoever may.
OTHER_WAYS = {
    ("me", "DELETE"): 204,
    ("api_token", "DELETE"): 404,  # somebody else's
    ("sign_in", "PUT"): 200,  # Django's own form pages take it as a POST
    ("change_password", "PUT"): 200,
    **{(door, "OPTIONS"): 200 for door in ("sign_in", "sign_out", "change_password", "token", "me", "uploads")},
    **{
        (door, "OPTIONS"): 200
        for door in ("api_tickets", "api_preview", "api_ticket", "api_step", "api_story", "api_photo")
    },
    **{(f"api_{door}", "OPTIONS"): 200 for door in ("events", "duties", "units", "sites", "categories", "calendar")},
    **{(f"api_{door}", "OPTIONS"): 200 for door in ("tokens", "token", "schema", "photo")},
}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    door: str
    argument: str
    thing: str
    answers: dict[str, int]  # method -> status for whoever may; API: that of the same step for programs
    cells: dict[str, str]  # column -> word

    def __str__(self) -> str:
        return f"{self.door}{':' * bool(self.argument)}{self.argument}{'/' * bool(self.thing)}{self.thing}"


def rows() -> list[Row]:
    """The table, read."""
    head, *lines = [line.split() for line in DOORS.splitlines() if line.strip()]
    names = dict(zip(head[4:], WHO, strict=True))
    return [read(line, names) for line in lines]


def read(line: list[str], names: dict[str, str]) -> Row:
    """One line; the names of the columns are those of `WHO` in short."""
    door, *words = line
    path, _slash, thing = door.partition("/")
    name, _colon, argument = path.partition(":")
    answers = {m: int(word) for m, word in zip(("GET", "POST", "API"), words[:3], strict=True) if word != "-"}
    return Row(name, argument, thing, answers, dict(zip(names.values(), words[3:], strict=True)))
